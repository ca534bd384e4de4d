package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.SealedId;
import dev.sallyport.crypto.id.TenantId;

/**
 * What a sealed record is the record of. Public, authenticated by everything in the record.
 *
 * @param version counts from 1
 * @param credentialType such as {@code database_dsn}: 1 to 64 characters of a-z 0-9 _
 * @param createdMillis Unix milliseconds
 */
public record CredentialHeader(
        TenantId tenantId, SealedId credentialId, int version, String credentialType, long createdMillis) {
    static final String SUITE = "ML-KEM-768+KMS+HKDF-SHA-512+AES-256-GCM";
    private static final int MAX_TYPE_LENGTH = 64;

    public CredentialHeader {
        if (version < 1 || createdMillis < 0) {
            throw new IllegalArgumentException("version counts from 1, created from the epoch");
        }
        if (credentialType.isEmpty()
                || credentialType.length() > MAX_TYPE_LENGTH
                || !credentialType
                        .chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            throw new IllegalArgumentException("credential type is 1 to 64 characters of a-z 0-9 _");
        }
    }

    /** BODYHDR of the format. */
    byte[] transcript() {
        return new TranscriptWriter()
                .lp("hce1/vault")
                .lp(SUITE)
                .lp(tenantId)
                .lp(credentialId)
                .u32(version)
                .lp(credentialType)
                .u64(createdMillis)
                .toByteArray();
    }
}
