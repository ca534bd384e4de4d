package dev.sallyport.vault.authority;

import dev.sallyport.crypto.id.CertificateAuthorityId;
import dev.sallyport.crypto.id.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An uploaded authority's row. The certificates are null once it is deleted.
@Entity
@Table(name = "certificate_authority")
@SuppressWarnings("NullAway.Init")
public class AuthorityEntity {
    static final String ACTIVE = "active";

    @Id
    @Column(name = "certificate_authority_id")
    String authorityId;

    @Column(name = "tenant_id")
    String tenantId;

    String name;

    @Nullable
    String pem;

    /// Of the PEM, in hexadecimal digits.
    String sha256;

    /// What may be said of each certificate, JSON.
    String certificates;

    /// When the first of them ends.
    @Column(name = "expires_at")
    Instant expiresAt;

    /// Gone with the PEM, so that a row that was deleted cannot be put back.
    byte @Nullable [] signature;

    @Column(name = "sealer_key_id")
    String sealerKeyId;

    String state;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "deleted_at")
    @Nullable
    Instant deletedAt;

    public CertificateAuthorityId id() {
        return CertificateAuthorityId.of(authorityId);
    }

    TenantId tenantId() {
        return TenantId.of(tenantId);
    }

    boolean isActive() {
        return ACTIVE.equals(state);
    }
}
