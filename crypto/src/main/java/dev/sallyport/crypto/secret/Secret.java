package dev.sallyport.crypto.secret;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Secret bytes: lent to a function, zeroed on close, printed as {@code Secret[87 bytes]}. It has identity, no equality.
 *
 * <p>Thread safe in this sense: it may be revealed by several threads at once, and a reveal that a close overlaps
 * throws instead of returning what zeroed bytes produced.
 *
 * <p>The bytes lie outside of the heap. A collector moves what lives for a while and leaves the old copy behind, where
 * no close reaches it; only the copy that is lent lies on the heap, and it is zeroed when the function returns.
 */
public final class Secret implements AutoCloseable {
    private final ByteBuffer bytes;
    private volatile boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    /** Copies; the caller keeps (and should wipe) its array. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(requireNonNull(bytes, "bytes is null"));
    }

    /** Takes the array over: it is zeroed at once. */
    public static Secret take(byte[] bytes) {
        Secret taken = copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return taken;
    }

    /** Draws {@code length} random bytes. */
    public static Secret random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return take(bytes);
    }

    /**
     * Lends a copy of the bytes to {@code use}, which must not keep the array. Throws
     * {@link IllegalStateException} when the secret is closed, or was closed meanwhile.
     */
    public <T> T reveal(Function<byte[], T> use) {
        requireOpen();
        byte[] lent = new byte[length()];
        try {
            bytes.get(0, lent);
            T result = use.apply(lent);
            requireOpen();
            return result;
        } finally {
            Arrays.fill(lent, (byte) 0);
        }
    }

    /** A second secret over its own copy of the bytes, to be closed on its own. */
    public Secret copy() {
        return reveal(Secret::copyOf);
    }

    public int length() {
        return bytes.capacity();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Zeroes the bytes; closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        bytes.put(0, new byte[length()]);
    }

    @Override
    public String toString() {
        return "Secret[" + length() + " bytes]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("secret is closed");
        }
    }
}
