package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.VerificationKey;
import org.jspecify.annotations.Nullable;

/**
 * A signing key that the root key vouches for, within a time: made by {@link Delegation#trust}, or by hand where the key
 * itself is pinned.
 *
 * @param notBeforeMillis first Unix millisecond at which an answer may have been issued
 * @param notAfterMillis last such millisecond
 * @param logId the audit log whose heads it may sign, and nothing else; null for a response signing key, which also
 *     signs the heads of the proxy's log
 */
public record TrustedSigner(
        VerificationKey key,
        long notBeforeMillis,
        long notAfterMillis,
        @Nullable String logId) {
    private static final String RESPONSE_KEYS_LOG = "proxy";

    /** A response signing key. */
    public TrustedSigner(VerificationKey key, long notBeforeMillis, long notAfterMillis) {
        this(key, notBeforeMillis, notAfterMillis, null);
    }

    public SigningKeyId id() {
        return key.id();
    }

    public boolean isValidAt(long unixMillis) {
        return notBeforeMillis <= unixMillis && unixMillis <= notAfterMillis;
    }

    /** Whether answers may bear its signature: a log's key is no response signing key. */
    public boolean signsAnswers() {
        return logId == null;
    }

    /** Whether heads of this log may bear its signature. */
    public boolean signsHeadsOf(String log) {
        return log.equals(logId == null ? RESPONSE_KEYS_LOG : logId);
    }
}
