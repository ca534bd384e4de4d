package dev.sallyport.crypto.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link TranscriptWriter} writes; every mismatch is a {@link MalformedException}. Nothing is allocated
 * before its length has been compared with what is left and with the caller's bound. Not thread safe.
 */
public final class TranscriptReader {
    private final byte[] bytes;
    private int position;

    /** Reads from {@code bytes} without copying; the caller must not change the array meanwhile. */
    public TranscriptReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int u8() {
        require(1);
        return bytes[position++] & 0xff;
    }

    public int u32() {
        require(4);
        int value = (bytes[position] & 0xff) << 24
                | (bytes[position + 1] & 0xff) << 16
                | (bytes[position + 2] & 0xff) << 8
                | (bytes[position + 3] & 0xff);
        position += 4;
        if (value < 0) {
            throw new MalformedException("u32 above 2^31 - 1");
        }
        return value;
    }

    public long u64() {
        long value = (u32() & 0xffffffffL) << 32;
        require(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            value |= (bytes[position++] & 0xffL) << shift;
        }
        return value;
    }

    /** A length-prefixed field of at most {@code maxBytes} bytes. */
    public byte[] lp(int maxBytes) {
        int fieldLength = u32();
        if (fieldLength > maxBytes) {
            throw new MalformedException("field longer than allowed");
        }
        return raw(fieldLength);
    }

    /** A length-prefixed field of exactly {@code lengthBytes} bytes. */
    public byte[] lpExactly(int lengthBytes) {
        if (u32() != lengthBytes) {
            throw new MalformedException("field of another length than the format says");
        }
        return raw(lengthBytes);
    }

    /** A length-prefixed UTF-8 text of at most {@code maxBytes} bytes; malformed UTF-8 is refused. */
    public String lpText(int maxBytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(lp(maxBytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("text that is not UTF-8");
        }
    }

    public byte[] raw(int lengthBytes) {
        require(lengthBytes);
        byte[] field = Arrays.copyOfRange(bytes, position, position + lengthBytes);
        position += lengthBytes;
        return field;
    }

    /** Refuses bytes after the last field. */
    public void end() {
        if (position != bytes.length) {
            throw new MalformedException("bytes after the last field");
        }
    }

    private void require(int lengthBytes) {
        if (bytes.length - position < lengthBytes) {
            throw new MalformedException("record ends too early");
        }
    }
}
