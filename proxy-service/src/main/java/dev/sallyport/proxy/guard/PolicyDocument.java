package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.guard.json.JsonWriter;

/// A policy as it came inside a grant, as the text that the guard compiles.
public final class PolicyDocument {

    private PolicyDocument() {}

    public static String text(JsonValue value) {
        var json = new JsonWriter();
        write(json, value);
        return json.toString();
    }

    private static void write(JsonWriter json, JsonValue value) {
        switch (value) {
            case JsonValue.JsonObject object -> {
                json.beginObject();
                object.members().forEach((name, member) -> write(json.name(name), member));
                json.endObject();
            }
            case JsonValue.JsonArray array -> {
                json.beginArray();
                array.values().forEach(item -> write(json, item));
                json.endArray();
            }
            case JsonValue.JsonString string -> json.value(string.value());
            case JsonValue.JsonNumber number -> json.value(number.asLong());
            case JsonValue.JsonBool bool -> json.value(bool.value());
            case JsonValue.JsonNull _ -> json.nullValue();
        }
    }
}
