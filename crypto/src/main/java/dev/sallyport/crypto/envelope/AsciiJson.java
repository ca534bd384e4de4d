package dev.sallyport.crypto.envelope;

import java.util.Arrays;
import java.util.Base64;

/** Collects ASCII that needs no escape, and base64. Every text given comes from a type that allows nothing else. */
final class AsciiJson {
    private byte[] buffer;
    private int length;

    AsciiJson(int capacity) {
        buffer = new byte[capacity];
    }

    @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int) copies low bytes, which ASCII is
    AsciiJson raw(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), buffer, length);
        length += ascii.length();
        return this;
    }

    AsciiJson base64(byte[] bytes) {
        byte[] text = Base64.getEncoder().encode(bytes);
        reserve(text.length);
        System.arraycopy(text, 0, buffer, length, text.length);
        length += text.length;
        return this;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void reserve(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }
}
