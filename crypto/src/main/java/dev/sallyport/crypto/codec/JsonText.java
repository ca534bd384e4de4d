package dev.sallyport.crypto.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The inside of JSON strings: strict UTF-8 and escapes. */
final class JsonText {
    private JsonText() {}

    static String utf8(byte[] input, int start, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("JSON that is not UTF-8");
        }
    }

    static String unescape(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char kind = raw.charAt(i++);
            if (kind == 'u') {
                text.append(hex4(raw, i));
                i += 4;
            } else {
                text.append(shortEscape(kind));
            }
        }
        requirePairs(text);
        return text.toString();
    }

    private static char shortEscape(char kind) {
        int at = "\"\\/bfnrt".indexOf(kind);
        if (at < 0) {
            throw new MalformedException("unknown escape in a JSON string");
        }
        return "\"\\/\b\f\n\r\t".charAt(at);
    }

    private static char hex4(String raw, int from) {
        if (from + 4 > raw.length()) {
            throw new MalformedException("escape in a JSON string ends too early");
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            char c = raw.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new MalformedException("escape in a JSON string is not hexadecimal");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private static void requirePairs(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new MalformedException("lone surrogate in a JSON string");
            }
        }
    }
}
