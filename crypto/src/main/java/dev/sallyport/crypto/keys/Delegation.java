package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.Spki;
import dev.sallyport.crypto.pq.VerificationKey;

/**
 * The root key's word that a response signing key is ours for a time: a signature over {@code LP("hce1/delegate") ||
 * LP(key_id) || LP(SPKI) || u64(not_before) || u64(not_after)}, times in Unix milliseconds. Immutable.
 */
public final class Delegation {
    private static final String LABEL = "hce1/delegate";

    private final SigningKeyId keyId;
    private final byte[] publicKey;
    private final long notBeforeMillis;
    private final long notAfterMillis;
    private final byte[] signature;

    /** From parts that were stored; nothing is trusted before {@link #trust}. Arrays are copied. */
    public Delegation(
            SigningKeyId keyId, byte[] publicKey, long notBeforeMillis, long notAfterMillis, byte[] signature) {
        this.keyId = keyId;
        this.publicKey = publicKey.clone();
        this.notBeforeMillis = notBeforeMillis;
        this.notAfterMillis = notAfterMillis;
        this.signature = signature.clone();
        if (publicKey.length != PqSizes.SIGNATURE_PUBLIC_KEY
                || signature.length != PqSizes.SIGNATURE
                || notBeforeMillis < 0
                || notAfterMillis < notBeforeMillis) {
            throw new IllegalArgumentException("delegation of wrong sizes or times");
        }
    }

    /** Signs with the root key. */
    public static Delegation sign(
            SigningKey root, SigningKeyId keyId, byte[] publicKey, long notBeforeMillis, long notAfterMillis) {
        byte[] signature = root.sign(message(keyId, publicKey, notBeforeMillis, notAfterMillis));
        return new Delegation(keyId, publicKey, notBeforeMillis, notAfterMillis, signature);
    }

    /** Checks the root's signature; throws {@link InvalidDelegationException}. */
    public TrustedSigner trust(PostQuantum postQuantum, VerificationKey root) {
        if (!root.verify(message(keyId, publicKey, notBeforeMillis, notAfterMillis), signature)) {
            throw new InvalidDelegationException();
        }
        return new TrustedSigner(postQuantum.verificationKey(keyId, publicKey), notBeforeMillis, notAfterMillis);
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

    private static byte[] message(SigningKeyId keyId, byte[] publicKey, long notBeforeMillis, long notAfterMillis) {
        return new TranscriptWriter(2200)
                .lp(LABEL)
                .lp(keyId)
                .lp(Spki.ofMlDsa65(publicKey))
                .u64(notBeforeMillis)
                .u64(notAfterMillis)
                .toByteArray();
    }
}
