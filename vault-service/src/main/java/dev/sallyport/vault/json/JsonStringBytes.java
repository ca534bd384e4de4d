package dev.sallyport.vault.json;

import dev.sallyport.crypto.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The content of a JSON string, between its quotes, as UTF-8 without a `String` in between, and back.
/// Source: RFC 8259 section 7.
public final class JsonStringBytes {
    private JsonStringBytes() {}

    /// Throws [IllegalArgumentException] for a bad escape, a lone surrogate, a control character and malformed UTF-8.
    static Secret unescape(byte[] text, int from, int to) {
        var buffer = new byte[to - from];
        try {
            int length = 0;
            for (int i = from; i < to; i++) {
                int c = text[i] & 0xff;
                if (c < 0x20) {
                    throw new IllegalArgumentException("control character");
                }
                if (c != '\\') {
                    buffer[length++] = (byte) c;
                } else if (text[i + 1] == 'u') {
                    int point = codeUnit(text, i + 2);
                    i += 5;
                    if (Character.isHighSurrogate((char) point)
                            && i + 6 < to
                            && text[i + 1] == '\\'
                            && text[i + 2] == 'u') {
                        point = Character.toCodePoint((char) point, (char) low(codeUnit(text, i + 3)));
                        i += 6;
                    }
                    length = utf8(buffer, length, point);
                } else {
                    buffer[length++] = simple(text[++i]);
                }
            }
            requireUtf8(buffer, length);
            return Secret.take(Arrays.copyOf(buffer, length));
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /// Writes a secret between quotes.
    public static void write(ByteArrayOutputStream out, Secret value) {
        out.write('"');
        value.reveal(bytes -> {
            for (byte b : bytes) {
                if (b == '"' || b == '\\') {
                    out.write('\\');
                    out.write(b);
                } else if (b >= 0 && b < 0x20) {
                    out.writeBytes(("\\u00" + Character.forDigit(b >> 4, 16) + Character.forDigit(b & 15, 16))
                            .getBytes(StandardCharsets.US_ASCII));
                } else {
                    out.write(b);
                }
            }
            return out;
        });
        out.write('"');
    }

    private static int codeUnit(byte[] text, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit((char) text[i], 16);
            if (digit < 0) {
                throw new IllegalArgumentException("bad escape");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int low(int unit) {
        if (!Character.isLowSurrogate((char) unit)) {
            throw new IllegalArgumentException("lone surrogate");
        }
        return unit;
    }

    private static byte simple(byte escape) {
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw new IllegalArgumentException("bad escape");
        };
    }

    private static int utf8(byte[] buffer, int at, int point) {
        if (point >= 0xd800 && point <= 0xdfff) {
            throw new IllegalArgumentException("lone surrogate");
        }
        if (point < 0x80) {
            buffer[at++] = (byte) point;
        } else if (point < 0x800) {
            buffer[at++] = (byte) (0xc0 | point >> 6);
            buffer[at++] = (byte) (0x80 | point & 0x3f);
        } else if (point < 0x10000) {
            buffer[at++] = (byte) (0xe0 | point >> 12);
            buffer[at++] = (byte) (0x80 | point >> 6 & 0x3f);
            buffer[at++] = (byte) (0x80 | point & 0x3f);
        } else {
            buffer[at++] = (byte) (0xf0 | point >> 18);
            buffer[at++] = (byte) (0x80 | point >> 12 & 0x3f);
            buffer[at++] = (byte) (0x80 | point >> 6 & 0x3f);
            buffer[at++] = (byte) (0x80 | point & 0x3f);
        }
        return at;
    }

    private static void requireUtf8(byte[] buffer, int length) {
        try {
            var chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, 0, length));
            Arrays.fill(chars.array(), '\0');
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8");
        }
    }
}
