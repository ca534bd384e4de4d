package dev.sallyport.proxy.value;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import java.util.Map;

/// Writes a read JSON value again; members keep their order and numbers their digits.
public final class JsonText {

    private JsonText() {}

    public static void write(JsonBytes out, JsonValue value) {
        switch (value) {
            case JsonNull() -> out.raw("null");
            case JsonBool(boolean bool) -> out.raw(bool ? "true" : "false");
            case JsonNumber(String digits) -> out.raw(digits);
            case JsonString(String text) -> out.string(text);
            case JsonArray(var values) -> {
                out.raw('[');
                for (int i = 0; i < values.size(); i++) {
                    if (i > 0) {
                        out.raw(',');
                    }
                    write(out, values.get(i));
                }
                out.raw(']');
            }
            case JsonObject(Map<String, JsonValue> members) -> {
                out.raw('{');
                boolean first = true;
                for (var member : members.entrySet()) {
                    if (!first) {
                        out.raw(',');
                    }
                    first = false;
                    out.string(member.getKey()).raw(':');
                    write(out, member.getValue());
                }
                out.raw('}');
            }
        }
    }
}
