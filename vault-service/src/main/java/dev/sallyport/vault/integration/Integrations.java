package dev.sallyport.vault.integration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.credential.CredentialEntity;
import dev.sallyport.vault.credential.CredentialStore;
import dev.sallyport.vault.credential.CredentialType;
import dev.sallyport.vault.grant.GrantKind;
import dev.sallyport.vault.grant.GrantState;
import dev.sallyport.vault.grant.Grants;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.tenant.TenantKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Makes, changes and ends integrations, each within the caller's transaction.
@ApplicationScoped
public class Integrations {
    private final CredentialStore credentials;
    private final IntegrationPolicies policies;
    private final IntegrationGrants grantWriter;
    private final Grants grants;

    Integrations(
            CredentialStore credentials, IntegrationPolicies policies, IntegrationGrants grantWriter, Grants grants) {
        this.credentials = credentials;
        this.policies = policies;
        this.grantWriter = grantWriter;
        this.grants = grants;
    }

    Uni<Answer> create(Mutiny.Session session, Call call, IntegrationId id, IntegrationFields fields) {
        var row = new IntegrationEntity();
        row.integrationId = id.value();
        row.tenantId = call.tenant().value();
        row.systemType = "postgres";
        row.allowedOperations = Json.text(Json.texts(List.of()));
        row.limits = Json.text(IntegrationFields.defaultLimits());
        row.policyVersion = 0;
        row.state = IntegrationEntity.ACTIVE;
        row.createdAt = call.now();
        row.createdBy = call.actor();
        apply(row, fields);
        call.requireUnlimited();
        return TenantKeys.requireActive(session, call.tenant())
                .chain(() -> policies.hold(session, call, fields.policy()))
                .chain(() -> policies.apply(session, row, fields.policy()))
                .chain(() -> usable(session, call, row))
                .chain(credential -> session.persist(row)
                        .chain(session::flush)
                        .chain(() -> grantWriter.write(session, row, credential)))
                .map(_ -> Answer.created(json(row)));
    }

    Uni<Answer> change(Mutiny.Session session, Call call, String id, IntegrationFields fields) {
        return TenantKeys.requireActive(session, call.tenant())
                .chain(() -> policies.hold(session, call, fields.policy()))
                .chain(() -> requireLocked(session, call, id))
                .call(row -> {
                    call.requireUnlimited();
                    apply(row, fields);
                    row.changedAt = call.now();
                    return policies.apply(session, row, fields.policy());
                })
                .chain(row -> usable(session, call, row)
                        .chain(credential -> session.flush().chain(() -> grantWriter.write(session, row, credential)))
                        .map(_ -> Answer.ok(json(row))));
    }

    Uni<Answer> delete(Mutiny.Session session, Call call, String id) {
        return requireLocked(session, call, id).chain(row -> {
            row.state = IntegrationEntity.DELETED;
            row.changedAt = call.now();
            return session.flush()
                    .chain(() ->
                            grants.end(session, GrantKind.INTEGRATION, row.id(), call.tenant(), GrantState.DELETED))
                    .map(_ -> Answer.ok(Json.object()
                            .put("integration_id", row.integrationId)
                            .put("deleted", true)));
        });
    }

    /// Takes an integration out of use at once.
    public Uni<Answer> revoke(Mutiny.Session session, Call call, String id) {
        return requireLocked(session, call, id)
                .chain(row -> grantWriter.revoke(session, call, row).map(_ -> Answer.ok(json(row))));
    }

    Uni<Answer> list(Mutiny.Session session, Call call, Page page) {
        return session.createSelectionQuery(
                        "from IntegrationEntity where tenantId = ?1 and state <> 'deleted' and integrationId < ?2"
                                + " order by integrationId desc",
                        IntegrationEntity.class)
                .setParameter(1, call.tenant().value())
                .setParameter(2, page.before())
                .setMaxResults(page.rows())
                .getResultList()
                .map(rows -> page.answer(rows, row -> row.integrationId, Integrations::json));
    }

    Uni<Answer> get(Mutiny.Session session, Call call, String id) {
        return require(session, call, id).map(row -> Answer.ok(json(row)));
    }

    /// The tenant's integration, if the caller may use it; refuses every other id with 404.
    Uni<IntegrationEntity> require(Mutiny.Session session, Call call, String id) {
        return session.find(IntegrationEntity.class, id).map(row -> visible(row, call));
    }

    /// The same with its row locked until the transaction ends, so that a change cannot undo a revocation beside it.
    private Uni<IntegrationEntity> requireLocked(Mutiny.Session session, Call call, String id) {
        return session.find(IntegrationEntity.class, id, LockModeType.PESSIMISTIC_WRITE)
                .map(row -> visible(row, call));
    }

    static IntegrationEntity visible(@Nullable IntegrationEntity row, Call call) {
        return Optional.ofNullable(row)
                .filter(found -> found.tenantId.equals(call.tenant().value()))
                .filter(found -> !found.state.equals(IntegrationEntity.DELETED))
                .filter(found -> call.caller().mayUse(found.id()))
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND));
    }

    private Uni<CredentialEntity> usable(Mutiny.Session session, Call call, IntegrationEntity row) {
        var replica = row.readReplicaCredentialId;
        Uni<?> checked = replica == null
                ? Uni.createFrom().voidItem()
                : credentials
                        .requireUsable(session, call.tenant(), replica, call.now())
                        .invoke(Integrations::requireDatabase);
        return checked.chain(() -> credentials.requireUsable(session, call.tenant(), row.credentialId, call.now()))
                .invoke(Integrations::requireDatabase);
    }

    private static void requireDatabase(CredentialEntity credential) {
        if (!credential.type().equals(CredentialType.DATABASE_DSN.text())) {
            throw new ProblemException(ProblemCode.CREDENTIAL_NOT_USABLE);
        }
    }

    private static void apply(IntegrationEntity row, IntegrationFields fields) {
        fields.name().ifPresent(name -> row.name = name);
        fields.credentialId().ifPresent(id -> row.credentialId = id);
        fields.readReplicaCredentialId().ifPresent(id -> row.readReplicaCredentialId = id);
        fields.allowedOperations().ifPresent(list -> row.allowedOperations = Json.text(Json.texts(list)));
        fields.limits().ifPresent(limits -> row.limits = Json.text(limits));
        fields.tokenization().ifPresent(tokenization -> row.tokenization = Json.text(tokenization));
        fields.sqlTextOptIn().ifPresent(optIn -> row.sqlTextOptIn = optIn);
    }

    private static ObjectNode json(IntegrationEntity row) {
        var json = Json.object()
                .put("integration_id", row.integrationId)
                .put("name", row.name)
                .put("system_type", row.systemType)
                .put("credential_id", row.credentialId)
                .put("read_replica_credential_id", row.readReplicaCredentialId);
        json.set("allowed_operations", Json.read(row.allowedOperations));
        json.set("limits", Json.read(row.limits));
        json.set("policy", row.policy == null ? null : Json.read(row.policy));
        json.put("policy_id", row.policyId)
                .put("policy_version", row.policyVersion)
                .put("policy_pinned", row.policyPin != null);
        json.set("tokenization", row.tokenization == null ? null : Json.read(row.tokenization));
        json.put("sql_text_opt_in", row.sqlTextOptIn).put("state", row.state);
        Json.time(json, "created_at", row.createdAt);
        json.put("created_by", row.createdBy);
        Json.time(json, "changed_at", row.changedAt);
        return json;
    }
}
