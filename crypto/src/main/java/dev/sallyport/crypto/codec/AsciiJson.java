package dev.sallyport.crypto.codec;

import java.util.Arrays;
import java.util.Base64;

/**
 * Writes JSON without intermediate text: ASCII as it is, and base64. It escapes nothing, so every text given must come
 * from a type that allows no character that JSON escapes. Not thread safe.
 */
public final class AsciiJson {
    private byte[] buffer;
    private int length;

    public AsciiJson(int capacity) {
        buffer = new byte[capacity];
    }

    @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int) copies low bytes, which ASCII is
    public AsciiJson raw(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), buffer, length);
        length += ascii.length();
        return this;
    }

    public AsciiJson base64(byte[] bytes) {
        byte[] text = Base64.getEncoder().encode(bytes);
        reserve(text.length);
        System.arraycopy(text, 0, buffer, length, text.length);
        length += text.length;
        return this;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }
}
