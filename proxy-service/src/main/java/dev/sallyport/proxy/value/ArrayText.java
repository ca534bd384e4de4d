package dev.sallyport.proxy.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes PostgreSQL's array literals to JSON. Source: PostgreSQL documentation, 8.15.6 "Array Input and Output
/// Syntax".
///
/// An array whose lower bounds are not 1, and one of several dimensions whose elements are JSON documents, has no
/// JSON form that goes back in unchanged: it stays a string with the literal.
final class ArrayText {

    private static final int DEEPEST = 6;

    private final JsonBytes out;
    private final PgType.Array type;
    private final byte[] source;
    private final int end;
    private int at;
    private byte[] unquoted = new byte[64];

    private ArrayText(JsonBytes out, PgType.Array type, byte[] source, int from, int length) {
        this.out = out;
        this.type = type;
        this.source = source;
        this.at = from;
        this.end = from + length;
    }

    static void write(JsonBytes out, PgType.Array type, byte[] source, int from, int length) {
        boolean bounds = length > 0 && source[from] == '[';
        boolean json = type.element().form() == Form.JSON || type.element().form() == Form.JSONB;
        boolean nestedJson = json && length > 1 && source[from] == '{' && source[from + 1] == '{';
        if (bounds || nestedJson) {
            out.string(source, from, length);
            return;
        }
        ArrayText array = new ArrayText(out, type, source, from, length);
        array.dimension(1);
        if (array.at != array.end) {
            throw malformed();
        }
    }

    private void dimension(int depth) {
        if (depth > DEEPEST || next() != '{') {
            throw malformed();
        }
        out.raw('[');
        if (peek() == '}') {
            at++;
            out.raw(']');
            return;
        }
        while (true) {
            element(depth);
            byte behind = next();
            if (behind == '}') {
                break;
            }
            if (behind != type.delimiter()) {
                throw malformed();
            }
            out.raw(',');
        }
        out.raw(']');
    }

    private void element(int depth) {
        switch (peek()) {
            case '{' -> dimension(depth + 1);
            case '"' -> quoted();
            default -> bare();
        }
    }

    private void bare() {
        int from = at;
        while (peek() != type.delimiter() && peek() != '}') {
            at++;
        }
        int length = at - from;
        if (length == 4 && new String(source, from, 4, StandardCharsets.US_ASCII).equals("NULL")) {
            out.raw("null");
        } else {
            ValueText.write(out, type.element().form(), source, from, length);
        }
    }

    private void quoted() {
        at++;
        int length = 0;
        for (byte b = next(); b != '"'; b = next()) {
            if (length == unquoted.length) {
                unquoted = Arrays.copyOf(unquoted, length * 2);
            }
            unquoted[length++] = b == '\\' ? next() : b;
        }
        ValueText.write(out, type.element().form(), unquoted, 0, length);
    }

    private byte peek() {
        if (at >= end) {
            throw malformed();
        }
        return source[at];
    }

    private byte next() {
        byte b = peek();
        at++;
        return b;
    }

    private static ValueRefused malformed() {
        return new ValueRefused("22P02", "array is not a PostgreSQL literal");
    }
}
