package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;

/**
 * The proxy's word that an unsealing key is the tenant's, so that whoever can write to the vault's database cannot swap
 * it: its identity key signs {@code LP("hce1/unsealing-key") || LP(tenant_id) || LP(kem_key_id) || LP(ek)}.
 */
public final class IdentitySignature {
    private static final String LABEL = "hce1/unsealing-key";

    private IdentitySignature() {}

    public static byte[] sign(SigningKey identity, TenantId tenantId, KemKeyId keyId, byte[] publicKey) {
        return identity.sign(message(tenantId, keyId, publicKey));
    }

    public static boolean verify(
            VerificationKey identity, TenantId tenantId, KemKeyId keyId, byte[] publicKey, byte[] signature) {
        return identity.verify(message(tenantId, keyId, publicKey), signature);
    }

    private static byte[] message(TenantId tenantId, KemKeyId keyId, byte[] publicKey) {
        return new TranscriptWriter(1500)
                .lp(LABEL)
                .lp(tenantId)
                .lp(keyId)
                .lp(publicKey)
                .toByteArray();
    }
}
