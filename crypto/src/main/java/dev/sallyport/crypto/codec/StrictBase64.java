package dev.sallyport.crypto.codec;

import java.util.Base64;

/**
 * Base64 in exactly one spelling per value: standard alphabet, padding present, no white space, trailing bits zero.
 * Source: RFC 4648 sections 3.5 and 4.
 */
public final class StrictBase64 {
    private StrictBase64() {}

    public static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Length of the text for {@code length} bytes. */
    public static int encodedLength(int length) {
        return Math.toIntExact((length + 2L) / 3 * 4);
    }

    /** Throws {@link MalformedException} for every text that {@link #encode} would not have written. */
    public static byte[] decode(String text) {
        if (text.length() % 4 != 0) {
            throw new MalformedException("base64 without its padding");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not base64");
        }
        if (encodedLength(bytes.length) != text.length() || hasTrailingBits(text)) {
            throw new MalformedException("base64 in a loose spelling");
        }
        return bytes;
    }

    /** Decodes and requires exactly {@code lengthBytes} bytes; longer texts are refused before they are decoded. */
    public static byte[] decode(String text, int lengthBytes) {
        if (text.length() != encodedLength(lengthBytes)) {
            throw new MalformedException("base64 of another length than the format says");
        }
        byte[] bytes = decode(text);
        if (bytes.length != lengthBytes) {
            throw new MalformedException("base64 of another length than the format says");
        }
        return bytes;
    }

    private static boolean hasTrailingBits(String text) {
        if (!text.endsWith("=")) {
            return false;
        }
        boolean twoPads = text.charAt(text.length() - 2) == '=';
        int last = sextet(text.charAt(text.length() - (twoPads ? 3 : 2)));
        return (last & (twoPads ? 0x0f : 0x03)) != 0;
    }

    private static int sextet(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : 63;
    }
}
