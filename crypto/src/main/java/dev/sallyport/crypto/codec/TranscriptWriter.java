package dev.sallyport.crypto.codec;

import dev.sallyport.crypto.id.Id;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds what is hashed, signed or stored: big-endian numbers and length-prefixed fields,
 * {@code LP(x) = u32(length of x) || x}, text in UTF-8. Not thread safe; arrays given are copied.
 */
public final class TranscriptWriter {
    private static final int INITIAL_CAPACITY = 512;

    private byte[] buffer;
    private int length;

    public TranscriptWriter() {
        this(INITIAL_CAPACITY);
    }

    public TranscriptWriter(int capacity) {
        buffer = new byte[Math.max(capacity, 16)];
    }

    public TranscriptWriter u8(int value) {
        if (value < 0 || value > 0xff) {
            throw new MalformedException("not a u8");
        }
        reserve(1);
        buffer[length++] = (byte) value;
        return this;
    }

    public TranscriptWriter u32(int value) {
        if (value < 0) {
            throw new MalformedException("u32 above 2^31 - 1 is not used by any format");
        }
        reserve(4);
        buffer[length++] = (byte) (value >>> 24);
        buffer[length++] = (byte) (value >>> 16);
        buffer[length++] = (byte) (value >>> 8);
        buffer[length++] = (byte) value;
        return this;
    }

    public TranscriptWriter u64(long value) {
        if (value < 0) {
            throw new MalformedException("u64 above 2^63 - 1 is not used by any format");
        }
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** {@code u32(length) || bytes}. */
    public TranscriptWriter lp(byte[] bytes) {
        return u32(bytes.length).raw(bytes);
    }

    /** {@code u32(length) || UTF-8 bytes}; text that is not well-formed Unicode is refused. */
    public TranscriptWriter lp(String text) {
        return lp(utf8(text));
    }

    public TranscriptWriter lp(Id id) {
        return lp(id.value().getBytes(StandardCharsets.US_ASCII));
    }

    /** The bytes as they are, without a length. */
    public TranscriptWriter raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private void reserve(int more) {
        int wanted = Math.addExact(length, more);
        if (wanted > buffer.length) {
            buffer =
                    Arrays.copyOf(buffer, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)));
        }
    }

    private static byte[] utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                requireWellFormed(text);
                break;
            }
        }
        return bytes;
    }

    private static void requireWellFormed(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new MalformedException("text with a lone surrogate");
        }
    }
}
