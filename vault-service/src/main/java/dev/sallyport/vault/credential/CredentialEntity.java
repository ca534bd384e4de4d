package dev.sallyport.vault.credential;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A credential's row: everything that may be known of it.
@Entity
@Table(name = "credential")
@SuppressWarnings("NullAway.Init")
public class CredentialEntity {
    static final String ACTIVE = "active";
    static final String DELETED = "deleted";

    @Id
    @Column(name = "credential_id")
    String credentialId;

    @Column(name = "tenant_id")
    String tenantId;

    String name;

    @Column(name = "credential_type")
    String credentialType;

    int version;
    String state;

    @Nullable
    String metadata;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "rotated_at")
    @Nullable
    Instant rotatedAt;

    @Column(name = "last_used_at")
    @Nullable
    Instant lastUsedAt;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    /// Days from each sealing until it expires.
    @Column(name = "ttl_days")
    @Nullable
    Integer ttlDays;

    @Column(name = "deleted_at")
    @Nullable
    Instant deletedAt;

    /// Begins the time to live, where there is one.
    void sealedAt(Instant now) {
        if (ttlDays != null) {
            expiresAt = now.plus(Duration.ofDays(ttlDays));
        }
    }

    public CredentialId id() {
        return CredentialId.of(credentialId);
    }

    public TenantId tenantId() {
        return TenantId.of(tenantId);
    }

    public String type() {
        return credentialType;
    }

    public int version() {
        return version;
    }

    public @Nullable Instant expiresAt() {
        return expiresAt;
    }

    boolean isActive() {
        return ACTIVE.equals(state);
    }

    public boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
