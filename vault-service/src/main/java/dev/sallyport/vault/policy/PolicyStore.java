package dev.sallyport.vault.policy;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Rows of policies. An id of another tenant reads like one that does not exist.
///
/// Locks are taken in the order policy, credential, integration. Whoever makes an integration use a policy holds the
/// policy's row shared until its commit, so the next version sees every user.
@ApplicationScoped
public class PolicyStore {

    /// The tenant's policy; refuses every other id with 404.
    public Uni<PolicyEntity> require(Mutiny.Session session, TenantId tenant, String policyId) {
        return session.find(PolicyEntity.class, policyId).map(row -> owned(row, tenant));
    }

    /// The same; nobody makes a version of it or deletes it until the transaction ends.
    public Uni<PolicyEntity> requireShared(Mutiny.Session session, TenantId tenant, String policyId) {
        return session.find(PolicyEntity.class, policyId, LockModeType.PESSIMISTIC_READ)
                .map(row -> owned(row, tenant));
    }

    /// The same with its row locked until the transaction ends.
    Uni<PolicyEntity> requireLocked(Mutiny.Session session, TenantId tenant, String policyId) {
        return session.find(PolicyEntity.class, policyId, LockModeType.PESSIMISTIC_WRITE)
                .map(row -> owned(row, tenant));
    }

    /// The pinned version, or the current one; refuses a version that does not exist with 404.
    public Uni<PolicyVersionEntity> version(Mutiny.Session session, String policyId, @Nullable Integer pinned) {
        return session.find(PolicyEntity.class, policyId)
                .chain(policy -> find(session, policyId, pinned == null ? policy.version : pinned));
    }

    Uni<PolicyVersionEntity> find(Mutiny.Session session, String policyId, int version) {
        return session.find(PolicyVersionEntity.class, new PolicyVersionEntity.Key(policyId, version))
                .map(row -> Optional.ofNullable(row).orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND)));
    }

    /// Versions below `before`, newest first.
    Uni<List<PolicyVersionEntity>> versions(Mutiny.Session session, PolicyEntity policy, int most) {
        return session.createSelectionQuery(
                        "from PolicyVersionEntity where policyId = ?1 order by version desc", PolicyVersionEntity.class)
                .setParameter(1, policy.policyId)
                .setMaxResults(most)
                .getResultList();
    }

    private static PolicyEntity owned(@Nullable PolicyEntity row, TenantId tenant) {
        return Optional.ofNullable(row)
                .filter(found -> found.tenantId().equals(tenant))
                .filter(PolicyEntity::isActive)
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND));
    }
}
