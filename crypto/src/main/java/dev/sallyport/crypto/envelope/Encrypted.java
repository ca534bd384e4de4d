package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PqSizes;

/**
 * The encrypted part. Arrays are not copied and must not be changed.
 *
 * @param ciphertextKem 1088 bytes
 * @param ciphertextData ciphertext and tag, at most {@link #MAX_DATA_BYTES}
 * @param nonce 12 bytes
 * @param keyCommitment 32 bytes
 */
public record Encrypted(
        byte[] ciphertextKem,
        byte[] ciphertextData,
        byte[] nonce,
        TenantId tenantId,
        byte[] keyCommitment,
        KemKeyId kemKeyId,
        String contentType) {
    /** 8 MiB of plaintext and the tag; longer answers take the streaming form. */
    public static final int MAX_DATA_BYTES = 8 * 1024 * 1024 + AesGcm.TAG_BYTES;

    static final int COMMITMENT_BYTES = 32;

    public Encrypted {
        if (ciphertextKem.length != PqSizes.KEM_CIPHERTEXT
                || ciphertextData.length < AesGcm.TAG_BYTES
                || ciphertextData.length > MAX_DATA_BYTES
                || nonce.length != AesGcm.NONCE_BYTES
                || keyCommitment.length != COMMITMENT_BYTES
                || !EnvelopeText.isContentType(contentType)) {
            throw new IllegalArgumentException("encrypted part with a field of wrong size or form");
        }
    }

    Encrypted copy() {
        return new Encrypted(
                ciphertextKem.clone(),
                ciphertextData.clone(),
                nonce.clone(),
                tenantId,
                keyCommitment.clone(),
                kemKeyId,
                contentType);
    }
}
