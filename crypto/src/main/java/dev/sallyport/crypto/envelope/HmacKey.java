package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;

/** The HMAC secret that a client and the proxy share, 32 to 128 bytes; close zeroes it. Thread safe. */
public final class HmacKey implements AutoCloseable {
    private static final int MIN_BYTES = 32;
    private static final int MAX_BYTES = 128;
    private static final int NEW_BYTES = 64;

    private final HmacKeyId id;
    private final Secret secret;

    /** Takes the secret over. */
    public HmacKey(HmacKeyId id, Secret secret) {
        if (secret.length() < MIN_BYTES || secret.length() > MAX_BYTES) {
            throw new IllegalArgumentException("an HMAC secret has 32 to 128 bytes");
        }
        this.id = id;
        this.secret = secret;
    }

    /** A fresh secret of 64 bytes, to be shown once. */
    public static Secret newSecret(SecureRandom random) {
        return Secret.random(NEW_BYTES, random);
    }

    public HmacKeyId id() {
        return id;
    }

    byte[] mac(byte[] message) {
        return secret.reveal(key -> Hashes.hmacSha512(key, message));
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "HmacKey[" + id + "]";
    }
}
