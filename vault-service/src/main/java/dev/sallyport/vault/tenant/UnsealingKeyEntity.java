package dev.sallyport.vault.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A tenant's public unsealing key as the proxy signed it.
@Entity
@Table(name = "unsealing_key")
@SuppressWarnings("NullAway.Init")
class UnsealingKeyEntity {
    @Id
    @Column(name = "kem_key_id")
    String kemKeyId;

    @Column(name = "tenant_id")
    String tenantId;

    @Column(name = "public_key")
    byte[] publicKey;

    byte[] signature;

    @Column(name = "identity_key_id")
    String identityKeyId;

    String state;

    @Column(name = "created_at")
    Instant createdAt;
}
