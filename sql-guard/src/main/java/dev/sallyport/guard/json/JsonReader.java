package dev.sallyport.guard.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one JSON document strictly: no duplicate members, no lone surrogates, no bytes after it, at most 32 levels and
/// 1 MiB.
///
/// Source: RFC 8259, with the choices that it leaves open made on the safe side.
public final class JsonReader {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_CHARACTERS = 1 << 20;

    private final String text;
    private final Map<String, Integer> places;
    private final boolean placing;
    private int at;
    private int depth;

    private JsonReader(String text, Map<String, Integer> places, boolean placing) {
        this.text = text;
        this.places = places;
        this.placing = placing;
    }

    public static Json read(String text) throws JsonSyntaxException {
        return read(text, new JsonReader(text, Map.of(), false));
    }

    /// Where each value begins, in characters from 0, by the pointer to it.
    static Map<String, Integer> places(String text) throws JsonSyntaxException {
        Map<String, Integer> places = new LinkedHashMap<>();
        read(text, new JsonReader(text, places, true));
        return places;
    }

    private static Json read(String text, JsonReader reader) throws JsonSyntaxException {
        if (text.length() > MAX_CHARACTERS) {
            throw reader.error("longer than 1 MiB", "");
        }
        Json value = reader.value("");
        reader.space();
        if (reader.at < text.length()) {
            throw reader.error("text after the document", "");
        }
        return value;
    }

    private Json value(String pointer) throws JsonSyntaxException {
        space();
        if (placing) {
            places.put(pointer, at);
        }
        return switch (peek()) {
            case '{' -> object(pointer);
            case '[' -> array(pointer);
            case '"' -> new Json.JsonString(string(pointer));
            case 't' -> word("true", new Json.JsonBool(true), pointer);
            case 'f' -> word("false", new Json.JsonBool(false), pointer);
            case 'n' -> word("null", new Json.JsonNull(), pointer);
            default -> number(pointer);
        };
    }

    private Json object(String pointer) throws JsonSyntaxException {
        enter(pointer);
        Map<String, Json> members = new LinkedHashMap<>();
        at++;
        space();
        if (!take('}')) {
            do {
                space();
                String name = string(pointer);
                String below = JsonPointer.below(pointer, name);
                space();
                expect(':', below);
                if (members.put(name, value(below)) != null) {
                    throw error("member " + name + " twice", below);
                }
                space();
            } while (take(','));
            expect('}', pointer);
        }
        depth--;
        return new Json.JsonObject(Collections.unmodifiableMap(members));
    }

    private Json array(String pointer) throws JsonSyntaxException {
        enter(pointer);
        List<Json> items = new ArrayList<>();
        at++;
        space();
        if (!take(']')) {
            do {
                items.add(value(JsonPointer.below(pointer, Integer.toString(items.size()))));
                space();
            } while (take(','));
            expect(']', pointer);
        }
        depth--;
        return new Json.JsonArray(List.copyOf(items));
    }

    private String string(String pointer) throws JsonSyntaxException {
        expect('"', pointer);
        var value = new StringBuilder();
        while (peek() != '"') {
            char c = next(pointer);
            if (c < ' ') {
                throw error("control character in a string", pointer);
            }
            value.append(c == '\\' ? escape(pointer) : c);
        }
        at++;
        for (int i = 0; i < value.length(); i++) {
            if (Character.isHighSurrogate(value.charAt(i))
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(value.charAt(i))) {
                throw error("lone surrogate", pointer);
            }
        }
        return value.toString();
    }

    private char escape(String pointer) throws JsonSyntaxException {
        char c = next(pointer);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit(pointer);
            default -> throw error("unknown escape", pointer);
        };
    }

    private char codeUnit(String pointer) throws JsonSyntaxException {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(pointer), 16);
            if (digit < 0) {
                throw error("bad \\u escape", pointer);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private Json number(String pointer) throws JsonSyntaxException {
        int from = at;
        take('-');
        int integer = at;
        digits();
        boolean bad = at == integer || text.charAt(integer) == '0' && at > integer + 1;
        if (take('.')) {
            int fraction = at;
            digits();
            bad |= at == fraction;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            int exponent = at;
            digits();
            bad |= at == exponent;
        }
        if (bad) {
            throw error("no JSON value", pointer);
        }
        return new Json.JsonNumber(text.substring(from, at));
    }

    private void digits() {
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
    }

    private Json word(String word, Json value, String pointer) throws JsonSyntaxException {
        if (!text.startsWith(word, at)) {
            throw error("no JSON value", pointer);
        }
        at += word.length();
        return value;
    }

    private void enter(String pointer) throws JsonSyntaxException {
        if (++depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH, pointer);
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next(String pointer) throws JsonSyntaxException {
        if (at >= text.length()) {
            throw error("ends too early", pointer);
        }
        return text.charAt(at++);
    }

    private boolean take(char expected) {
        if (peek() == expected && at < text.length()) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char expected, String pointer) throws JsonSyntaxException {
        if (!take(expected)) {
            throw error("no " + expected + " where one belongs", pointer);
        }
    }

    private JsonSyntaxException error(String message, String pointer) {
        return new JsonSyntaxException(message, pointer, at);
    }
}
