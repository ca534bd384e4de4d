package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** 32 bytes of SHA-256 output: a leaf, a node, a commitment. Immutable; equality by content, not in constant time. */
public final class Hash32 {
    /** Bytes in a hash. */
    public static final int BYTES = 32;

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Hash32::newDigest);

    private final byte[] value;

    private Hash32(byte[] value) {
        this.value = value;
    }

    /** Copies; throws {@link IllegalArgumentException} when it is not 32 bytes. */
    public static Hash32 of(byte[] bytes) {
        return take(requireNonNull(bytes, "bytes is null").clone());
    }

    static Hash32 take(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash is 32 bytes");
        }
        return new Hash32(bytes);
    }

    /** SHA-256 over the parts, one after the other. */
    public static Hash32 sha256(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Hash32(digest.digest());
    }

    /** SHA-256 over one prefix byte and two hashes: how a node is made of its children. */
    public static Hash32 node(byte prefix, Hash32 left, Hash32 right) {
        MessageDigest digest = digest();
        digest.update(prefix);
        digest.update(left.value);
        digest.update(right.value);
        return new Hash32(digest.digest());
    }

    /** Reads one hash out of many that lie one behind the other. */
    public static Hash32 at(byte[] hashes, int index) {
        return new Hash32(Arrays.copyOfRange(hashes, index * BYTES, (index + 1) * BYTES));
    }

    /** A copy. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Writes the 32 bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(value, 0, target, offset, BYTES);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hash32 hash && MessageDigest.isEqual(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }

    private static MessageDigest digest() {
        MessageDigest digest = DIGEST.get();
        digest.reset();
        return digest;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
