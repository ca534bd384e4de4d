package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.Spki;
import dev.sallyport.crypto.pq.VerificationKey;
import org.jspecify.annotations.Nullable;

/**
 * The root key's word that a signing key is ours for a time. For a response signing key a signature over {@code
 * LP("hce1/delegate") || LP(key_id) || LP(SPKI) || u64(not_before) || u64(not_after)}, times in Unix milliseconds; for a
 * key that signs the heads of one audit log and nothing else over {@code LP("hce1/delegate/log") || LP(log_id) || …} with
 * the same rest, so that neither passes for the other. Immutable.
 */
public final class Delegation {
    private static final String LABEL = "hce1/delegate";
    private static final String LOG_LABEL = "hce1/delegate/log";

    private final SigningKeyId keyId;
    private final byte[] publicKey;
    private final long notBeforeMillis;
    private final long notAfterMillis;
    private final byte[] signature;
    private final @Nullable String logId;

    /** Of a response signing key, from parts that were stored. Arrays are copied. */
    public Delegation(
            SigningKeyId keyId, byte[] publicKey, long notBeforeMillis, long notAfterMillis, byte[] signature) {
        this(keyId, publicKey, notBeforeMillis, notAfterMillis, signature, null);
    }

    /**
     * From parts that were stored; nothing is trusted before {@link #trust}. Arrays are copied.
     *
     * @param logId the log that the key signs for; null for a response signing key
     */
    public Delegation(
            SigningKeyId keyId,
            byte[] publicKey,
            long notBeforeMillis,
            long notAfterMillis,
            byte[] signature,
            @Nullable String logId) {
        this.keyId = keyId;
        this.publicKey = publicKey.clone();
        this.notBeforeMillis = notBeforeMillis;
        this.notAfterMillis = notAfterMillis;
        this.signature = signature.clone();
        this.logId = logId;
        if (publicKey.length != PqSizes.SIGNATURE_PUBLIC_KEY
                || signature.length != PqSizes.SIGNATURE
                || notBeforeMillis < 0
                || notAfterMillis < notBeforeMillis) {
            throw new IllegalArgumentException("delegation of wrong sizes or times");
        }
    }

    /** Signs with the root key, for a response signing key. */
    public static Delegation sign(
            SigningKey root, SigningKeyId keyId, byte[] publicKey, long notBeforeMillis, long notAfterMillis) {
        byte[] signature = root.sign(message(keyId, publicKey, notBeforeMillis, notAfterMillis, null));
        return new Delegation(keyId, publicKey, notBeforeMillis, notAfterMillis, signature);
    }

    /** Signs with the root key, for a key that signs the heads of one log. */
    public static Delegation signForLog(
            SigningKey root,
            String logId,
            SigningKeyId keyId,
            byte[] publicKey,
            long notBeforeMillis,
            long notAfterMillis) {
        byte[] signature = root.sign(message(keyId, publicKey, notBeforeMillis, notAfterMillis, logId));
        return new Delegation(keyId, publicKey, notBeforeMillis, notAfterMillis, signature, logId);
    }

    /** Checks the root's signature; throws {@link InvalidDelegationException}. */
    public TrustedSigner trust(PostQuantum postQuantum, VerificationKey root) {
        if (!root.verify(message(keyId, publicKey, notBeforeMillis, notAfterMillis, logId), signature)) {
            throw new InvalidDelegationException();
        }
        return new TrustedSigner(postQuantum.verificationKey(keyId, publicKey), notBeforeMillis, notAfterMillis, logId);
    }

    public SigningKeyId keyId() {
        return keyId;
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    public long notBeforeMillis() {
        return notBeforeMillis;
    }

    public long notAfterMillis() {
        return notAfterMillis;
    }

    public byte[] signature() {
        return signature.clone();
    }

    /** The log whose heads the key signs; null for a response signing key. */
    public @Nullable String logId() {
        return logId;
    }

    private static byte[] message(
            SigningKeyId keyId, byte[] publicKey, long notBeforeMillis, long notAfterMillis, @Nullable String logId) {
        var writer = new TranscriptWriter(2400);
        var labelled = logId == null ? writer.lp(LABEL) : writer.lp(LOG_LABEL).lp(logId);
        return labelled.lp(keyId)
                .lp(Spki.ofMlDsa65(publicKey))
                .u64(notBeforeMillis)
                .u64(notAfterMillis)
                .toByteArray();
    }
}
