package dev.sallyport.crypto.secret;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Secret bytes: lent to a function, zeroed on close, printed as {@code Secret[87 bytes]}. It has identity, no equality.
 *
 * <p>Thread safe in this sense: it may be revealed by several threads at once, and a reveal that a close overlaps
 * throws instead of returning what zeroed bytes produced.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private volatile boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies; the caller keeps (and should wipe) its array. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(requireNonNull(bytes, "bytes is null").clone());
    }

    /** Takes the array over: the caller must not use it any more; close zeroes it. */
    public static Secret take(byte[] bytes) {
        return new Secret(requireNonNull(bytes, "bytes is null"));
    }

    /** Draws {@code length} random bytes. */
    public static Secret random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /**
     * Lends the bytes to {@code use}, which must neither keep nor change the array. Throws
     * {@link IllegalStateException} when the secret is closed, or was closed meanwhile.
     */
    public <T> T reveal(Function<byte[], T> use) {
        requireOpen();
        T result = use.apply(bytes);
        requireOpen();
        return result;
    }

    /** A second secret over its own copy of the bytes, to be closed on its own. */
    public Secret copy() {
        return reveal(Secret::copyOf);
    }

    public int length() {
        return bytes.length;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Zeroes the bytes; closing twice is harmless. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("secret is closed");
        }
    }
}
