package dev.sallyport.vault.tenant;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.IdentitySignature;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.sealed.UnsealingKey;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.keyring.VaultKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/// Finds what a tenant's secrets are sealed to. The signature is checked at every use, so that whoever can write to the
/// database still cannot have secrets sealed to a key of his own.
@ApplicationScoped
public class TenantKeys {
    private final Database database;
    private final VaultKeys keys;
    private final PostQuantum postQuantum;

    TenantKeys(Database database, VaultKeys keys, PostQuantum postQuantum) {
        this.database = database;
        this.keys = keys;
        this.postQuantum = postQuantum;
    }

    /// The current target of an active tenant; refuses a tenant that is locked or gone.
    public Uni<SealingTarget> current(TenantId tenant) {
        return database.read(session -> Uni.combine()
                .all()
                .unis(requireActive(session, tenant), currentKey(session, tenant))
                .usingConcurrencyOf(1)
                .asTuple()
                .map(both -> target(both.getItem1(), both.getItem2())));
    }

    /// The tenant's row; refuses one that is locked or gone.
    public static Uni<TenantEntity> requireActive(Mutiny.Session session, TenantId tenant) {
        return session.find(TenantEntity.class, tenant.value()).map(row -> {
            if (row == null || !(row.isActive() || row.isLocked())) {
                throw new ProblemException(ProblemCode.NOT_FOUND);
            }
            if (row.isLocked()) {
                throw new ProblemException(ProblemCode.TENANT_LOCKED);
            }
            return row;
        });
    }

    private static Uni<UnsealingKeyEntity> currentKey(Mutiny.Session session, TenantId tenant) {
        return session.createSelectionQuery(
                        "from UnsealingKeyEntity where tenantId = ?1 and state = 'active'", UnsealingKeyEntity.class)
                .setParameter(1, tenant.value())
                .getSingleResultOrNull();
    }

    private SealingTarget target(TenantEntity tenant, UnsealingKeyEntity row) {
        if (row == null || !row.identityKeyId.equals(keys.proxyIdentity().id().value()) || !isSigned(tenant, row)) {
            throw new ProblemException(
                    ProblemCode.INTERNAL_ERROR,
                    ProblemCode.INTERNAL_ERROR.title(),
                    "unsealing key missing or not signed by the proxy");
        }
        var key = new UnsealingKey(KemKeyId.of(row.kemKeyId), postQuantum.kemPublicKey(row.publicKey));
        return new SealingTarget(tenant.id(), key, tenant.kmsKey());
    }

    private boolean isSigned(TenantEntity tenant, UnsealingKeyEntity row) {
        return IdentitySignature.verify(
                keys.proxyIdentity(), tenant.id(), KemKeyId.of(row.kemKeyId), row.publicKey, row.signature);
    }
}
