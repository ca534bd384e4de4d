package dev.sallyport.vault.people;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Subject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A person of the embedded issuer.
@Entity
@Table(name = "person")
@SuppressWarnings("NullAway.Init")
class PersonEntity {
    static final String ACTIVE = "active";

    @Id
    @Column(name = "person_id")
    String personId;

    @Column(name = "tenant_id")
    @Nullable
    String tenantId;

    String email;

    @Column(name = "password_hash")
    String passwordHash;

    String role;

    @Column(name = "platform_admin")
    boolean platformAdmin;

    String state;

    @Column(name = "created_at")
    Instant createdAt;

    Optional<TenantId> tenant() {
        return Optional.ofNullable(tenantId).map(TenantId::of);
    }

    Role role() {
        return Role.find(role).orElse(Role.VIEWER);
    }

    Subject.Person subject() {
        return new Subject.Person(personId, role(), platformAdmin);
    }

    boolean isActive() {
        return ACTIVE.equals(state);
    }
}
