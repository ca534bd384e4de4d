package dev.sallyport.crypto.keys;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;

/**
 * The vault's word that certificates are what a tenant uploaded under an id, so that whoever can write to the vault's
 * database cannot swap them before they are sealed: its sealing key signs {@code LP("hce1/certificate-authority") ||
 * LP(tenant_id) || LP(certificate_authority_id) || LP(PEM)}.
 */
public final class AuthoritySignature {
    private static final String LABEL = "hce1/certificate-authority";

    private AuthoritySignature() {}

    public static byte[] sign(SigningKey sealer, TenantId tenantId, CertificateAuthorityId id, byte[] pem) {
        return sealer.sign(message(tenantId, id, pem));
    }

    public static boolean verify(
            VerificationKey sealer, TenantId tenantId, CertificateAuthorityId id, byte[] pem, byte[] signature) {
        return sealer.verify(message(tenantId, id, pem), signature);
    }

    private static byte[] message(TenantId tenantId, CertificateAuthorityId id, byte[] pem) {
        return new TranscriptWriter(pem.length + 256)
                .lp(LABEL)
                .lp(tenantId)
                .lp(id)
                .lp(pem)
                .toByteArray();
    }
}
