package dev.sallyport.crypto.codec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link StrictJson} reads. Numbers keep their text, so that no digit is lost. */
public sealed interface JsonValue {
    /** An object; members keep their order, and no name stands twice. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {
        /** The member, or null where there is none. */
        public @Nullable JsonValue find(String name) {
            return members.get(name);
        }

        public JsonObject object(String name) {
            if (members.get(name) instanceof JsonObject object) {
                return object;
            }
            throw new MalformedException("no object " + name);
        }

        public String text(String name) {
            if (members.get(name) instanceof JsonString string) {
                return string.value();
            }
            throw new MalformedException("no text " + name);
        }

        public boolean bool(String name) {
            if (members.get(name) instanceof JsonBool bool) {
                return bool.value();
            }
            throw new MalformedException("no boolean " + name);
        }

        /** An integer of at most 18 digits without fraction or exponent. */
        public long integer(String name) {
            if (members.get(name) instanceof JsonNumber number) {
                return number.asLong();
            }
            throw new MalformedException("no number " + name);
        }

        /** Strict base64 of exactly {@code lengthBytes} bytes. */
        public byte[] bytes(String name, int lengthBytes) {
            return StrictBase64.decode(text(name), lengthBytes);
        }

        /** Strict base64 of any length. */
        public byte[] bytes(String name) {
            return StrictBase64.decode(text(name));
        }
    }

    /** An array. */
    record JsonArray(List<JsonValue> values) implements JsonValue {}

    /** A string, escapes resolved; it holds no lone surrogate. */
    record JsonString(String value) implements JsonValue {}

    /** A number, as it was written. */
    record JsonNumber(String text) implements JsonValue {
        private static final int MAX_DIGITS = 18;

        /** The value where it is an integer of at most 18 digits without fraction or exponent. */
        public long asLong() {
            int digits = text.startsWith("-") ? text.length() - 1 : text.length();
            if (digits > MAX_DIGITS
                    || text.equals("-0")
                    || !text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
                throw new MalformedException("not an integer of at most 18 digits");
            }
            return Long.parseLong(text);
        }
    }

    /** {@code true} or {@code false}. */
    record JsonBool(boolean value) implements JsonValue {}

    /** {@code null}. */
    record JsonNull() implements JsonValue {}
}
