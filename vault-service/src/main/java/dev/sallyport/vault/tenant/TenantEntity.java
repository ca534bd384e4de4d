package dev.sallyport.vault.tenant;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A tenant's row.
@Entity
@Table(name = "tenant")
@SuppressWarnings("NullAway.Init")
public class TenantEntity {
    static final String ACTIVE = "active";
    static final String LOCKED = "locked";

    @Id
    @Column(name = "tenant_id")
    String tenantId;

    String name;
    String state;

    @Column(name = "kms_key_ref")
    String kmsKeyRef;

    @Column(name = "kms_key_made")
    boolean kmsKeyMade;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    public TenantId id() {
        return TenantId.of(tenantId);
    }

    public KmsKeyRef kmsKey() {
        return KmsKeyRef.of(kmsKeyRef);
    }

    public boolean isActive() {
        return ACTIVE.equals(state);
    }

    public boolean isLocked() {
        return LOCKED.equals(state);
    }
}
