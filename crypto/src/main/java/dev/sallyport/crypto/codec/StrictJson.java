package dev.sallyport.crypto.codec;

import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonBool;
import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonNumber;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON and nothing beside it: RFC 8259 without a byte order mark, and besides refuses duplicate member names,
 * nesting deeper than 32, malformed UTF-8, lone surrogates, and bytes after the value (RFC 7493). Every refusal is a
 * {@link MalformedException} that never repeats the input.
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 32;

    private final byte[] input;
    private int position;

    private StrictJson(byte[] input) {
        this.input = input;
    }

    /** Reads one value of any kind. */
    public static JsonValue parse(byte[] utf8) {
        StrictJson reader = new StrictJson(utf8);
        reader.skipSpace();
        JsonValue value = reader.value(0);
        reader.skipSpace();
        if (reader.position != utf8.length) {
            throw new MalformedException("bytes after the JSON value");
        }
        return value;
    }

    /** Reads one object. */
    public static JsonObject parseObject(byte[] utf8) {
        if (parse(utf8) instanceof JsonObject object) {
            return object;
        }
        throw new MalformedException("not a JSON object");
    }

    private JsonValue value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedException("JSON nested too deeply");
        }
        int c = peek();
        if (c == '{') {
            return object(depth);
        }
        if (c == '[') {
            return array(depth);
        }
        if (c == '"') {
            return new JsonString(string());
        }
        if (c == 't') {
            return literal("true", new JsonBool(true));
        }
        if (c == 'f') {
            return literal("false", new JsonBool(false));
        }
        if (c == 'n') {
            return literal("null", new JsonNull());
        }
        return new JsonNumber(number());
    }

    private JsonObject object(int depth) {
        position++;
        Map<String, JsonValue> members = new LinkedHashMap<>();
        skipSpace();
        if (peek() == '}') {
            position++;
            return new JsonObject(members);
        }
        while (true) {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            skipSpace();
            if (members.put(name, value(depth + 1)) != null) {
                throw new MalformedException("JSON member twice");
            }
            skipSpace();
            if (endsAfterComma('}')) {
                return new JsonObject(members);
            }
        }
    }

    private JsonArray array(int depth) {
        position++;
        List<JsonValue> values = new ArrayList<>();
        skipSpace();
        if (peek() == ']') {
            position++;
            return new JsonArray(values);
        }
        while (true) {
            skipSpace();
            values.add(value(depth + 1));
            skipSpace();
            if (endsAfterComma(']')) {
                return new JsonArray(values);
            }
        }
    }

    private boolean endsAfterComma(char close) {
        int c = peek();
        position++;
        if (c == close) {
            return true;
        }
        if (c != ',') {
            throw new MalformedException("JSON wants a comma or an end");
        }
        return false;
    }

    private String string() {
        expect('"');
        int start = position;
        int end = start;
        int seen = 0;
        while (end < input.length && isPlain(input[end])) {
            seen |= input[end++];
        }
        position = end;
        int c = peek();
        if (c == '"') {
            position++;
            return seen >= 0
                    ? new String(input, start, end - start, StandardCharsets.ISO_8859_1)
                    : JsonText.utf8(input, start, end);
        }
        if (c == '\\') {
            return escapedString(start);
        }
        throw new MalformedException("control character in a JSON string");
    }

    /** Neither quote nor backslash nor control character; bytes above 0x7f are negative. */
    private static boolean isPlain(byte b) {
        return b != '"' && b != '\\' && (b >= 0x20 || b < 0);
    }

    private String ascii(int start) {
        return new String(input, start, position - start, StandardCharsets.ISO_8859_1);
    }

    private String escapedString(int start) {
        while (true) {
            int c = peek();
            if (c == '"') {
                String text = JsonText.unescape(JsonText.utf8(input, start, position));
                position++;
                return text;
            }
            if (c < 0x20) {
                throw new MalformedException("control character in a JSON string");
            }
            position += c == '\\' ? 2 : 1;
        }
    }

    private String number() {
        int start = position;
        if (at('-')) {
            position++;
        }
        if (at('0')) {
            position++;
        } else {
            digits();
        }
        if (at('.')) {
            position++;
            digits();
        }
        if (at('e') || at('E')) {
            position++;
            if (at('+') || at('-')) {
                position++;
            }
            digits();
        }
        return ascii(start);
    }

    private void digits() {
        int start = position;
        while (position < input.length && input[position] >= '0' && input[position] <= '9') {
            position++;
        }
        if (position == start) {
            throw new MalformedException("not a JSON value");
        }
    }

    private JsonValue literal(String text, JsonValue value) {
        for (int i = 0; i < text.length(); i++) {
            expect(text.charAt(i));
        }
        return value;
    }

    private void skipSpace() {
        while (position < input.length
                && (input[position] == ' '
                        || input[position] == '\n'
                        || input[position] == '\r'
                        || input[position] == '\t')) {
            position++;
        }
    }

    private boolean at(char c) {
        return position < input.length && input[position] == c;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw new MalformedException("not JSON");
        }
        position++;
    }

    private int peek() {
        if (position >= input.length) {
            throw new MalformedException("JSON ends too early");
        }
        return input[position] & 0xff;
    }
}
