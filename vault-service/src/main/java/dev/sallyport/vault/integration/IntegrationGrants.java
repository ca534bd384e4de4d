package dev.sallyport.vault.integration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.credential.CredentialEntity;
import dev.sallyport.vault.credential.CredentialStore;
import dev.sallyport.vault.credential.CredentialUsers;
import dev.sallyport.vault.credential.CredentialVersionEntity;
import dev.sallyport.vault.grant.GrantKind;
import dev.sallyport.vault.grant.GrantState;
import dev.sallyport.vault.grant.Grants;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.policy.PolicyStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/// Writes what proxies are told about integrations: at every change of one, and at every change of its credential.
@ApplicationScoped
class IntegrationGrants implements CredentialUsers {
    private static final String USERS =
            "from IntegrationEntity where (credentialId = ?1 or readReplicaCredentialId = ?1) and state <> 'deleted'";

    private final CredentialStore credentials;
    private final PolicyStore policies;
    private final Grants grants;

    IntegrationGrants(CredentialStore credentials, PolicyStore policies, Grants grants) {
        this.credentials = credentials;
        this.policies = policies;
        this.grants = grants;
    }

    /// Writes the grant of an integration over the current version of its credential; of one that is revoked, only that
    /// it is.
    Uni<Void> write(Mutiny.Session session, IntegrationEntity integration, CredentialEntity credential) {
        return integration.state.equals(IntegrationEntity.ACTIVE)
                ? writeActive(session, integration, credential)
                : grants.end(
                        session,
                        GrantKind.INTEGRATION,
                        integration.id(),
                        integration.tenantId(),
                        integration.state.equals(IntegrationEntity.REVOKED) ? GrantState.REVOKED : GrantState.DELETED);
    }

    private Uni<Void> writeActive(Mutiny.Session session, IntegrationEntity integration, CredentialEntity credential) {
        return credentials
                .currentVersion(session, credential)
                .chain(version -> policy(session, integration)
                        .chain(policy -> grants.put(
                                session,
                                GrantKind.INTEGRATION,
                                integration.id(),
                                integration.tenantId(),
                                json(integration, credential, version, policy))));
    }

    /// The document that statements are judged by: the integration's own, or that of its stored policy.
    private Uni<Optional<String>> policy(Mutiny.Session session, IntegrationEntity integration) {
        return integration.policyId == null
                ? Uni.createFrom().item(Optional.ofNullable(integration.policy))
                : policies.version(session, integration.policyId, integration.policyPin)
                        .map(version -> Optional.of(version.document()));
    }

    @Override
    public Uni<Long> count(Mutiny.Session session, CredentialEntity credential) {
        return users(session, credential).map(list -> (long) list.size());
    }

    @Override
    public Uni<Void> requireUsableBy(Mutiny.Session session, Call call, CredentialEntity credential) {
        return call.caller().integrations().isEmpty()
                ? Uni.createFrom().voidItem()
                : users(session, credential)
                        .invoke(list -> list.stream()
                                .filter(integration -> !call.caller().mayUse(integration.id()))
                                .findAny()
                                .ifPresent(_ -> call.requireUnlimited()))
                        .replaceWithVoid();
    }

    @Override
    public Uni<Void> rotated(Mutiny.Session session, CredentialEntity credential) {
        return users(session, credential)
                .chain(list -> each(
                        list,
                        integration ->
                                integration.credentialId.equals(credential.id().value())
                                        ? write(session, integration, credential)
                                        : credentials
                                                .require(session, integration.tenantId(), integration.credentialId)
                                                .chain(main -> write(session, integration, main))));
    }

    @Override
    public Uni<Void> revokeAll(Mutiny.Session session, Call call, CredentialEntity credential) {
        return users(session, credential).chain(list -> each(list, integration -> revoke(session, call, integration)));
    }

    /// Takes an integration out of use.
    Uni<Void> revoke(Mutiny.Session session, Call call, IntegrationEntity integration) {
        integration.state = IntegrationEntity.REVOKED;
        integration.changedAt = call.now();
        return session.flush()
                .chain(() -> grants.end(
                        session, GrantKind.INTEGRATION, integration.id(), integration.tenantId(), GrantState.REVOKED));
    }

    private static Uni<List<IntegrationEntity>> users(Mutiny.Session session, CredentialEntity credential) {
        return session.createSelectionQuery(USERS, IntegrationEntity.class)
                .setParameter(1, credential.id().value())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    static Uni<Void> each(List<IntegrationEntity> list, Function<IntegrationEntity, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(list)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private static ObjectNode json(
            IntegrationEntity integration,
            CredentialEntity credential,
            CredentialVersionEntity version,
            Optional<String> policy) {
        var json = Json.object()
                .put("tenant_id", integration.tenantId)
                .put("integration_id", integration.integrationId)
                .put("system_type", integration.systemType);
        json.set("allowed_operations", Json.read(integration.allowedOperations));
        json.put("credential_id", credential.id().value())
                .put("credential_version", credential.version())
                .put("credential_type", credential.type())
                .put("record_sha512", StrictBase64.encode(version.recordSha512()));
        Json.millis(json, "credential_expires_at", credential.expiresAt());
        json.set("limits", Json.read(integration.limits));
        json.set("policy", policy.map(Json::read).orElse(null));
        json.put("policy_version", integration.policyVersion);
        json.set("tokenization", integration.tokenization == null ? null : Json.read(integration.tokenization));
        return json.put("policy_id", integration.policyId).put("sql_text_opt_in", integration.sqlTextOptIn);
    }
}
