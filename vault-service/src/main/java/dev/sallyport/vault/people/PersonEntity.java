package dev.sallyport.vault.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.vault.json.Json;
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
    static final String DISABLED = "disabled";

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

    @Column(name = "created_by")
    @Nullable
    String createdBy;

    @Column(name = "changed_at")
    @Nullable
    Instant changedAt;

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

    boolean isActiveOwner() {
        return isActive() && role() == Role.OWNER;
    }

    /// As others of the tenant see it; never the password's hash.
    ObjectNode json() {
        var json = Json.object()
                .put("person_id", personId)
                .put("email", email)
                .put("role", role().text())
                .put("state", state)
                .put("platform_admin", platformAdmin);
        Json.time(json, "created_at", createdAt);
        json.put("created_by", createdBy);
        Json.time(json, "changed_at", changedAt);
        return json;
    }
}
