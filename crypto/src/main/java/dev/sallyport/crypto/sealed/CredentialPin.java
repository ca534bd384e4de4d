package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.SealedId;
import dev.sallyport.crypto.id.TenantId;

/**
 * What a grant says that the record must be, so that another or an older record in the vault's table is refused.
 * Immutable.
 */
public final class CredentialPin {
    private final TenantId tenantId;
    private final SealedId credentialId;
    private final int version;
    private final byte[] recordSha512;

    /** Copies the digest, the 64 bytes of {@link SealedCredential#digest}. */
    public CredentialPin(TenantId tenantId, SealedId credentialId, int version, byte[] recordSha512) {
        if (recordSha512.length != Hashes.SHA512_BYTES) {
            throw new IllegalArgumentException("a record digest has 64 bytes");
        }
        this.tenantId = tenantId;
        this.credentialId = credentialId;
        this.version = version;
        this.recordSha512 = recordSha512.clone();
    }

    /** The pin that fits this record. */
    public static CredentialPin of(SealedCredential record) {
        CredentialHeader header = record.header();
        return new CredentialPin(header.tenantId(), header.credentialId(), header.version(), record.digest());
    }

    public TenantId tenantId() {
        return tenantId;
    }

    public SealedId credentialId() {
        return credentialId;
    }

    public int version() {
        return version;
    }

    public byte[] recordSha512() {
        return recordSha512.clone();
    }

    boolean fits(SealedCredential record) {
        CredentialHeader header = record.header();
        return header.tenantId().equals(tenantId)
                && header.credentialId().equals(credentialId)
                && header.version() == version
                && Hashes.constantTimeEquals(record.digest(), recordSha512);
    }
}
