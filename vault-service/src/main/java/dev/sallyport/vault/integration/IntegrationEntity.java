package dev.sallyport.vault.integration;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An integration's row. Lists and objects are JSON texts.
@Entity
@Table(name = "integration")
@SuppressWarnings("NullAway.Init")
public class IntegrationEntity {
    static final String ACTIVE = "active";
    static final String REVOKED = "revoked";
    static final String DELETED = "deleted";

    @Id
    @Column(name = "integration_id")
    String integrationId;

    @Column(name = "tenant_id")
    String tenantId;

    String name;

    @Column(name = "system_type")
    String systemType;

    @Column(name = "credential_id")
    String credentialId;

    @Column(name = "read_replica_credential_id")
    @Nullable
    String readReplicaCredentialId;

    @Column(name = "allowed_operations")
    String allowedOperations;

    String limits;

    @Nullable
    String policy;

    @Column(name = "policy_version")
    int policyVersion;

    @Column(name = "policy_id")
    @Nullable
    String policyId;

    @Column(name = "policy_pin")
    @Nullable
    Integer policyPin;

    @Nullable
    String tokenization;

    @Column(name = "sql_text_opt_in")
    boolean sqlTextOptIn;

    String state;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;

    IntegrationId id() {
        return IntegrationId.of(integrationId);
    }

    TenantId tenantId() {
        return TenantId.of(tenantId);
    }
}
