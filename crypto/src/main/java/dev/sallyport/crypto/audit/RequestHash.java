package dev.sallyport.crypto.audit;

import dev.sallyport.crypto.codec.MalformedException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The 64-byte digest of a request, as the envelope binds it; or none, where no request was read. Immutable. */
public final class RequestHash {
    private static final int BYTES = 64;
    private static final RequestHash NONE = new RequestHash(new byte[0]);

    private final byte[] value;

    private RequestHash(byte[] value) {
        this.value = value;
    }

    public static RequestHash none() {
        return NONE;
    }

    /** Copies; no bytes mean none, and anything but 0 or 64 bytes is refused. */
    public static RequestHash of(byte[] digest) {
        if (digest.length != 0 && digest.length != BYTES) {
            throw new MalformedException("a request digest is 64 bytes");
        }
        return digest.length == 0 ? NONE : new RequestHash(digest.clone());
    }

    public boolean isPresent() {
        return value.length != 0;
    }

    /** A copy. */
    public byte[] bytes() {
        return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestHash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(value);
    }
}
