package dev.sallyport.guard.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Reads libpg_query's JSON byte by byte. Not thread-safe.
///
/// Source: RFC 8259. The writer is libpg_query itself, so this knows what it writes and refuses the rest: no exponent
/// numbers, no `null`.
final class JsonCursor {

    /// What was read is not what libpg_query writes.
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] json;
    private int at;

    JsonCursor(byte[] json) {
        this.json = json;
    }

    byte peek() {
        while (at < json.length && (json[at] == ' ' || json[at] == '\n')) {
            at++;
        }
        return at < json.length ? json[at] : 0;
    }

    boolean take(char expected) {
        if (peek() == expected) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char expected) {
        if (!take(expected)) {
            throw new Malformed("no " + expected + " at byte " + at);
        }
    }

    boolean atEnd() {
        return peek() == 0 && at >= json.length;
    }

    /// A member's name with its colon.
    String name() {
        String name = string();
        expect(':');
        return name;
    }

    String scalar() {
        return switch (peek()) {
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            default -> integer();
        };
    }

    private String word(String expected) {
        for (int i = 0; i < expected.length(); i++) {
            expect(expected.charAt(i));
        }
        return expected;
    }

    private String integer() {
        int from = at;
        while (at < json.length && (json[at] == '-' || json[at] >= '0' && json[at] <= '9')) {
            at++;
        }
        if (at == from || at - from > 20) {
            throw new Malformed("no number at byte " + from);
        }
        return new String(json, from, at - from, UTF_8);
    }

    private String string() {
        expect('"');
        int from = at;
        while (at < json.length && json[at] != '"' && json[at] != '\\') {
            at++;
        }
        if (at < json.length && json[at] == '"') {
            return NodeTypes.NAMES.text(json, from, at++);
        }
        return escapedString(from);
    }

    private String escapedString(int from) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(json, from, at - from);
        while (at < json.length && json[at] != '"') {
            if (json[at] == '\\') {
                at++;
                bytes.writeBytes(escape());
            } else {
                bytes.write(json[at++]);
            }
        }
        expect('"');
        return bytes.toString(UTF_8);
    }

    private byte[] escape() {
        if (at >= json.length) {
            throw new Malformed("ends inside a string");
        }
        return switch (json[at++]) {
            case '"' -> new byte[] {'"'};
            case '\\' -> new byte[] {'\\'};
            case '/' -> new byte[] {'/'};
            case 'b' -> new byte[] {'\b'};
            case 'f' -> new byte[] {'\f'};
            case 'n' -> new byte[] {'\n'};
            case 'r' -> new byte[] {'\r'};
            case 't' -> new byte[] {'\t'};
            case 'u' -> codeUnit();
            default -> throw new Malformed("unknown escape before byte " + at);
        };
    }

    private byte[] codeUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < json.length ? Character.digit(json[at++], 16) : -1;
            if (digit < 0) {
                throw new Malformed("bad \\u before byte " + at);
            }
            unit = unit << 4 | digit;
        }
        if (unit >= 0x80) {
            throw new Malformed("libpg_query writes UTF-8, no \\u above 7F");
        }
        return new byte[] {(byte) unit};
    }
}
