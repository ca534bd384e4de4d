package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.VerificationKey;

/**
 * A response signing key that the root key vouches for, within a time: made by {@link Delegation#trust}, or by hand
 * where the key itself is pinned.
 *
 * @param notBeforeMillis first Unix millisecond at which an answer may have been issued
 * @param notAfterMillis last such millisecond
 */
public record TrustedSigner(VerificationKey key, long notBeforeMillis, long notAfterMillis) {
    public SigningKeyId id() {
        return key.id();
    }

    public boolean isValidAt(long unixMillis) {
        return notBeforeMillis <= unixMillis && unixMillis <= notAfterMillis;
    }
}
