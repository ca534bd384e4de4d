package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.IntegrationId;

/**
 * What an answer is the answer to. Arrays are not copied and must not be changed.
 *
 * @param operation 1 to 128 characters of {@code A-Z a-z 0-9 _ . : -}
 * @param requestNonce 16 to 64 bytes, from the client
 * @param requestDigest 64 bytes, see {@link RequestDigest}
 * @param issuedAtMillis Unix milliseconds
 * @param auditLeaf 32 bytes, the hash of this call's audit record
 */
public record Binding(
        IntegrationId integrationId,
        String operation,
        byte[] requestNonce,
        byte[] requestDigest,
        long issuedAtMillis,
        AnswerStatus status,
        byte[] auditLeaf) {
    public static final int MIN_NONCE_BYTES = 16;
    public static final int MAX_NONCE_BYTES = 64;
    public static final int AUDIT_LEAF_BYTES = 32;

    public Binding {
        if (!EnvelopeText.isName(operation)) {
            throw new IllegalArgumentException("operation is 1 to 128 characters of A-Z a-z 0-9 _ . : -");
        }
        if (requestNonce.length < MIN_NONCE_BYTES || requestNonce.length > MAX_NONCE_BYTES) {
            throw new IllegalArgumentException("a request nonce has 16 to 64 bytes");
        }
        if (requestDigest.length != Hashes.SHA512_BYTES || auditLeaf.length != AUDIT_LEAF_BYTES || issuedAtMillis < 0) {
            throw new IllegalArgumentException("binding with a field of wrong size");
        }
    }

    Binding copy() {
        return new Binding(
                integrationId,
                operation,
                requestNonce.clone(),
                requestDigest.clone(),
                issuedAtMillis,
                status,
                auditLeaf.clone());
    }
}
