package dev.sallyport.vault.policy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of a policy: written once. The service's role may not change it.
@Entity
@Table(name = "policy_version")
@IdClass(PolicyVersionEntity.Key.class)
@SuppressWarnings("NullAway.Init")
public class PolicyVersionEntity {
    @Id
    @Column(name = "policy_id")
    String policyId;

    @Id
    int version;

    @Column(updatable = false)
    String document;

    /// SHA-256 of the document, in hex.
    @Column(updatable = false)
    String digest;

    /// The version whose document this one takes up again.
    @Column(updatable = false)
    @Nullable
    Integer restores;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "created_by", updatable = false)
    String createdBy;

    public int version() {
        return version;
    }

    /// As it is compiled: JSON.
    public String document() {
        return document;
    }

    /// Policy and version.
    public record Key(String policyId, int version) implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
