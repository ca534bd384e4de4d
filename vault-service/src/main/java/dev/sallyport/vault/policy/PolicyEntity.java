package dev.sallyport.vault.policy;

import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.crypto.id.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A policy's row: its name, and which version is current.
@Entity
@Table(name = "policy")
@SuppressWarnings("NullAway.Init")
public class PolicyEntity {
    static final String ACTIVE = "active";
    static final String DELETED = "deleted";

    @Id
    @Column(name = "policy_id")
    String policyId;

    @Column(name = "tenant_id")
    String tenantId;

    String name;
    int version;
    String state;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;

    public PolicyId id() {
        return PolicyId.of(policyId);
    }

    TenantId tenantId() {
        return TenantId.of(tenantId);
    }

    boolean isActive() {
        return ACTIVE.equals(state);
    }
}
