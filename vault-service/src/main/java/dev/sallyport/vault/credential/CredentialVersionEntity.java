package dev.sallyport.vault.credential;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One sealed record. The record is null once it is erased.
@Entity
@Table(name = "credential_version")
@IdClass(CredentialVersionEntity.Key.class)
@SuppressWarnings("NullAway.Init")
public class CredentialVersionEntity {
    @Id
    @Column(name = "credential_id")
    String credentialId;

    @Id
    int version;

    byte @Nullable [] record;

    @Column(name = "record_sha512")
    byte[] recordSha512;

    @Column(name = "kem_key_id")
    String kemKeyId;

    @Column(name = "kms_key_ref")
    String kmsKeyRef;

    @Column(name = "sealed_at")
    Instant sealedAt;

    @Column(name = "sealed_by")
    String sealedBy;

    /// Whose certificates were put into the DSN before it was sealed.
    @Column(name = "certificate_authority_id")
    @Nullable
    String certificateAuthorityId;

    @Column(name = "keep_until")
    @Nullable
    Instant keepUntil;

    @Column(name = "erased_at")
    @Nullable
    Instant erasedAt;

    /// SHA-512 of the record; not copied.
    public byte[] recordSha512() {
        return recordSha512;
    }

    /// The sealed record; null once it is erased. Not copied.
    public byte @Nullable [] record() {
        return record;
    }

    /// Credential and version.
    public record Key(String credentialId, int version) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
