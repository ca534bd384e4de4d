package dev.sallyport.proxy.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// JSON text that grows in one array and never past its limit. Not thread safe.
public final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final int maxBytes;
    private byte[] bytes;
    private int size;

    /// @param maxBytes past which [AnswerTooLarge] is thrown
    public JsonBytes(int maxBytes) {
        this.maxBytes = maxBytes;
        this.bytes = new byte[Math.min(1024, maxBytes)];
    }

    public int size() {
        return size;
    }

    /// Takes back what was written behind `size`.
    public void cutTo(int size) {
        this.size = size;
    }

    /// The text so far, in an array of its own that belongs to the caller; this object is wiped and empty.
    public byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        wipe();
        return taken;
    }

    /// Zeroes what was written.
    public void wipe() {
        Arrays.fill(bytes, 0, size, (byte) 0);
        size = 0;
    }

    public JsonBytes raw(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    /// ASCII that is JSON already.
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is what copies ASCII without an array between
    public JsonBytes raw(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, size);
        size += ascii.length();
        return this;
    }

    /// Bytes that are JSON already.
    public JsonBytes raw(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    public JsonBytes number(long value) {
        return raw(Long.toString(value));
    }

    public JsonBytes string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return string(utf8, 0, utf8.length);
    }

    /// A string of these bytes of UTF-8.
    ///
    /// @throws ValueRefused where they are not UTF-8 (a database with the encoding SQL_ASCII can hold such text)
    public JsonBytes string(byte[] source, int from, int length) {
        reserve(length + 2);
        bytes[size++] = '"';
        int end = from + length;
        int run = from;
        int at = from;
        while (at < end) {
            byte b = source[at];
            if (b >= 0x20 && b != '"' && b != '\\') {
                at++;
            } else if (b < 0) {
                int sequence = Utf8.sequence(source, at, end);
                if (sequence == 0) {
                    throw new ValueRefused("22021", "text is not UTF-8");
                }
                at += sequence;
            } else {
                raw(source, run, at - run);
                escape(b);
                run = ++at;
            }
        }
        raw(source, run, at - run);
        return raw('"');
    }

    /// A string of base64 of bytes given in hexadecimal digits.
    public JsonBytes base64OfHex(byte[] source, int from, int length) {
        byte[] decoded = new byte[length / 2];
        for (int i = 0; i < decoded.length; i++) {
            int high = Character.digit(source[from + 2 * i], 16);
            int low = Character.digit(source[from + 2 * i + 1], 16);
            if (high < 0 || low < 0) {
                throw new ValueRefused("22023", "bytea is not in hexadecimal form");
            }
            decoded[i] = (byte) (high << 4 | low);
        }
        byte[] encoded = Base64.getEncoder().encode(decoded);
        return raw('"').raw(encoded, 0, encoded.length).raw('"');
    }

    private void escape(byte b) {
        switch (b) {
            case '"' -> raw("\\\"");
            case '\\' -> raw("\\\\");
            case '\n' -> raw("\\n");
            case '\r' -> raw("\\r");
            case '\t' -> raw("\\t");
            default -> {
                raw("\\u00");
                reserve(2);
                bytes[size++] = HEX[b >> 4];
                bytes[size++] = HEX[b & 0xF];
            }
        }
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            if (more > maxBytes - size) {
                throw new AnswerTooLarge();
            }
            byte[] grown =
                    Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(bytes.length * 2L, size + (long) more)));
            Arrays.fill(bytes, 0, size, (byte) 0);
            bytes = grown;
        }
    }
}
