package dev.sallyport.vault.tenant;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.grant.GrantKind;
import dev.sallyport.vault.grant.GrantState;
import dev.sallyport.vault.grant.Grants;
import dev.sallyport.vault.json.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Writes what proxies are told about a tenant. A proxy serves nothing of a tenant whose grant is not active, so one
/// signed line locks every key and integration of it.
@ApplicationScoped
public class TenantGrants {
    private final Grants grants;

    TenantGrants(Grants grants) {
        this.grants = grants;
    }

    /// Locks a tenant, or opens it again; refuses one that is gone.
    public Uni<Void> lock(Mutiny.Session session, TenantId id, boolean locked) {
        return session.find(TenantEntity.class, id.value(), LockModeType.PESSIMISTIC_WRITE)
                .map(row -> Optional.ofNullable(row)
                        .filter(tenant -> tenant.isActive() || tenant.isLocked())
                        .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND)))
                .invoke(row -> row.state = locked ? TenantEntity.LOCKED : TenantEntity.ACTIVE)
                .call(session::flush)
                .chain(row -> write(session, row));
    }

    Uni<Void> write(Mutiny.Session session, TenantEntity tenant) {
        return tenant.isLocked()
                ? grants.end(session, GrantKind.TENANT, tenant.id(), tenant.id(), GrantState.LOCKED)
                : keys(session, tenant).chain(keys -> {
                    var json = Json.object().put("tenant_id", tenant.tenantId).put("kms_key_ref", tenant.kmsKeyRef);
                    var list = json.putArray("kem_keys");
                    keys.forEach(key ->
                            list.addObject().put("kem_key_id", key.kemKeyId).put("state", key.state));
                    return grants.put(session, GrantKind.TENANT, tenant.id(), tenant.id(), json);
                });
    }

    private static Uni<List<UnsealingKeyEntity>> keys(Mutiny.Session session, TenantEntity tenant) {
        return session.createSelectionQuery(
                        "from UnsealingKeyEntity where tenantId = ?1 order by kemKeyId", UnsealingKeyEntity.class)
                .setParameter(1, tenant.tenantId)
                .getResultList();
    }
}
