package dev.sallyport.vault.integration;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.credential.CredentialStore;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.policy.PolicyEntity;
import dev.sallyport.vault.policy.PolicyStore;
import dev.sallyport.vault.policy.PolicyUsers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Which policy an integration has, and what happens to integrations when a policy changes.
@ApplicationScoped
class IntegrationPolicies implements PolicyUsers {
    private static final String USERS = "from IntegrationEntity where policyId = ?1 and state <> 'deleted'";

    private static final int MOST_JUDGED = 200;

    private final PolicyStore policies;
    private final CredentialStore credentials;
    private final IntegrationGrants grants;

    IntegrationPolicies(PolicyStore policies, CredentialStore credentials, IntegrationGrants grants) {
        this.policies = policies;
        this.credentials = credentials;
        this.grants = grants;
    }

    /// Holds the stored policy that is chosen, before the integration's own row is locked; refuses one that the tenant
    /// does not have.
    Uni<Void> hold(Mutiny.Session session, Call call, PolicyChoice choice) {
        return choice instanceof PolicyChoice.Stored stored
                ? policies.requireShared(session, call.tenant(), stored.policyId())
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /// Writes the choice into the row.
    Uni<Void> apply(Mutiny.Session session, IntegrationEntity row, PolicyChoice choice) {
        switch (choice) {
            case PolicyChoice.Unchanged _ -> {
                return Uni.createFrom().voidItem();
            }
            case PolicyChoice.None _ -> {
                row.policy = null;
                row.policyId = null;
                row.policyPin = null;
                row.policyVersion++;
                return Uni.createFrom().voidItem();
            }
            case PolicyChoice.Inline inline -> {
                row.policy = Json.text(inline.document());
                row.policyId = null;
                row.policyPin = null;
                row.policyVersion++;
                return Uni.createFrom().voidItem();
            }
            case PolicyChoice.Stored stored -> {
                row.policy = null;
                row.policyId = stored.policyId();
                row.policyPin = stored.pin().orElse(null);
            }
            case PolicyChoice.Pinned pinned -> {
                if (row.policyId == null) {
                    throw new ProblemException(
                            ProblemCode.STATE_CONFLICT, "The integration has no stored policy.", "pin without policy");
                }
                row.policyPin = pinned.pin().orElse(null);
            }
        }
        return follow(session, row);
    }

    /// Notes the version that a stored policy has for the integration now.
    private Uni<Void> follow(Mutiny.Session session, IntegrationEntity row) {
        return policies.version(session, java.util.Objects.requireNonNull(row.policyId), row.policyPin)
                .invoke(version -> row.policyVersion = version.version())
                .replaceWithVoid();
    }

    @Override
    public Uni<Long> count(Mutiny.Session session, PolicyEntity policy) {
        return session.createSelectionQuery("select count(*) " + USERS, Long.class)
                .setParameter(1, policy.id().value())
                .getSingleResult();
    }

    @Override
    public Uni<Long> superseded(Mutiny.Session session, PolicyEntity policy) {
        return users(session, policy)
                .map(rows -> rows.stream().filter(row -> row.policyPin == null).toList())
                .chain(rows ->
                        IntegrationGrants.each(rows, row -> renew(session, row)).replaceWith((long) rows.size()));
    }

    private Uni<Void> renew(Mutiny.Session session, IntegrationEntity row) {
        return follow(session, row)
                .chain(session::flush)
                .chain(() -> credentials.require(session, row.tenantId(), row.credentialId))
                .chain(credential -> grants.write(session, row, credential));
    }

    @Override
    public Uni<List<String>> judged(
            Mutiny.Session session, Call call, PolicyEntity policy, Optional<String> integration) {
        if (integration.isPresent()) {
            return session.find(IntegrationEntity.class, integration.get())
                    .map(row -> List.of(Integrations.visible(row, call).integrationId));
        }
        return session.createSelectionQuery(USERS + " order by integrationId", IntegrationEntity.class)
                .setParameter(1, policy.id().value())
                .getResultList()
                .map(rows -> rows.stream()
                        .filter(row -> call.caller().mayUse(row.id()))
                        .limit(MOST_JUDGED)
                        .map(row -> row.integrationId)
                        .toList());
    }

    @Override
    public Uni<Void> revokeAll(Mutiny.Session session, Call call, PolicyEntity policy) {
        return users(session, policy)
                .chain(rows -> IntegrationGrants.each(rows, row -> grants.revoke(session, call, row)));
    }

    private static Uni<List<IntegrationEntity>> users(Mutiny.Session session, PolicyEntity policy) {
        return session.createSelectionQuery(USERS + " order by integrationId", IntegrationEntity.class)
                .setParameter(1, policy.id().value())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }
}
