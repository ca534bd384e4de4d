package dev.sallyport.service.dsn;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Percent-decoding in which one value has few spellings and none hides a control character.
/// Source: RFC 3986 section 2.
final class PercentText {
    private static final String PLAIN = "-._~!$'()*+,;:@/=";

    private PercentText() {}

    /// A text of 1 to `maxBytes` bytes of UTF-8. Line breaks are allowed for certificates alone.
    static String text(byte[] source, int from, int to, String part, int maxBytes) {
        var bytes = bytes(source, from, to, part, maxBytes);
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.isEmpty()) {
                throw DsnParser.syntax(part + " is empty");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw DsnParser.syntax(part + " is not UTF-8");
        }
    }

    /// The decoded bytes; the array is the caller's. Intermediate copies are wiped.
    static byte[] bytes(byte[] source, int from, int to, String part, int maxBytes) {
        var buffer = new byte[to - from];
        try {
            int length = 0;
            for (int i = from; i < to; i++) {
                int c = source[i];
                if (c == '%') {
                    c = escape(source, i, to, part);
                    i += 2;
                    requireNoControl(c, part);
                } else if (!isPlain(c)) {
                    throw DsnParser.syntax(part + " holds a character that must be percent-encoded");
                }
                buffer[length++] = (byte) c;
            }
            if (length > maxBytes) {
                throw DsnParser.syntax(part + " is too long");
            }
            return Arrays.copyOf(buffer, length);
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    private static int escape(byte[] source, int at, int to, String part) {
        int high = at + 2 < to ? Character.digit((char) source[at + 1], 16) : -1;
        int low = at + 2 < to ? Character.digit((char) source[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw DsnParser.syntax(part + " holds a % without two hexadecimal digits");
        }
        return high << 4 | low;
    }

    private static void requireNoControl(int c, String part) {
        boolean lineBreak = (c == '\n' || c == '\r') && part.equals("sslrootcert");
        if ((c < ' ' && !lineBreak) || c == 0x7f) {
            throw DsnParser.syntax(part + " holds a control character");
        }
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }
}
