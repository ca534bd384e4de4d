package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PqSizes;

/**
 * The signature part. Arrays are not copied and must not be changed.
 *
 * @param pqcSignature ML-DSA-65, 3309 bytes
 * @param hmacSignature HMAC-SHA-512, 64 bytes
 */
public record Signatures(
        byte[] pqcSignature, byte[] hmacSignature, TenantId tenantId, SigningKeyId signingKeyId, HmacKeyId hmacKeyId) {
    public Signatures {
        if (pqcSignature.length != PqSizes.SIGNATURE || hmacSignature.length != Hashes.SHA512_BYTES) {
            throw new IllegalArgumentException("signature part with a field of wrong size");
        }
    }

    Signatures copy() {
        return new Signatures(pqcSignature.clone(), hmacSignature.clone(), tenantId, signingKeyId, hmacKeyId);
    }
}
