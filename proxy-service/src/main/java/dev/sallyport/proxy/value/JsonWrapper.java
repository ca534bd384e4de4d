package dev.sallyport.proxy.value;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;

/// `null` in an answer is SQL's NULL. The JSON document `null` is therefore shown as `{"$json": null}`, and so that
/// this cannot be taken for another document, one that begins with a member `$json` is shown as `{"$json": …}` too. A
/// parameter of type json or jsonb that is an object with this member alone means what the member holds.
final class JsonWrapper {

    static final String OPEN = "{\"$json\":";

    private static final String MEMBER = "$json";

    private JsonWrapper() {}

    /// Whether this document, whose grammar the server has checked, must be shown in the wrapper.
    static boolean isNeeded(byte[] source, int from, int length) {
        int end = from + length;
        int at = skipSpace(source, from, end);
        if (at == end) {
            return false;
        }
        if (source[at] == 'n') {
            return true;
        }
        if (source[at] != '{') {
            return false;
        }
        at = skipSpace(source, at + 1, end);
        if (at + 1 >= end || source[at] != '"' || (source[at + 1] != '$' && source[at + 1] != '\\')) {
            return false;
        }
        int last = JsonShape.endOfString(source, at, end);
        String name = new String(source, at + 1, last - at - 1, StandardCharsets.UTF_8);
        return JsonShape.unescape(name).equals(MEMBER);
    }

    static JsonValue unwrapped(JsonValue value) {
        return value instanceof JsonObject object && object.members().size() == 1
                ? object.members().getOrDefault(MEMBER, value)
                : value;
    }

    private static int skipSpace(byte[] source, int from, int end) {
        int at = from;
        while (at < end && (source[at] == ' ' || source[at] == '\t' || source[at] == '\n' || source[at] == '\r')) {
            at++;
        }
        return at;
    }
}
