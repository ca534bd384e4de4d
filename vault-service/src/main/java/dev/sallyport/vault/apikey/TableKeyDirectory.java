package dev.sallyport.vault.apikey;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.caller.ApiKeyDirectory;
import dev.sallyport.service.caller.ApiKeyEntry;
import dev.sallyport.service.caller.ApiKeyEntry.AcceptedSecret;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.tenant.TenantEntity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/// The vault's tables as the directory behind its own door. Reads at every call, so a revocation is in force at once.
@ApplicationScoped
class TableKeyDirectory implements ApiKeyDirectory {
    private final Database database;

    TableKeyDirectory(Database database) {
        this.database = database;
    }

    @Override
    public Future<Optional<ApiKeyEntry>> find(ApiKeyId keyId) {
        return Future.fromCompletionStage(
                database.read(session -> load(session, keyId)).subscribeAsCompletionStage());
    }

    private static Uni<Optional<ApiKeyEntry>> load(Mutiny.Session session, ApiKeyId keyId) {
        return session.find(ApiKeyEntity.class, keyId.value())
                .chain(key -> key == null
                        ? Uni.createFrom().item(Optional.empty())
                        : session.find(TenantEntity.class, key.tenantId)
                                .chain(tenant -> ApiKeyGrants.secrets(session, key.keyId)
                                        .map(secrets -> Optional.of(entry(key, tenant, secrets)))));
    }

    private static ApiKeyEntry entry(ApiKeyEntity key, TenantEntity tenant, List<ApiKeySecretEntity> secrets) {
        return new ApiKeyEntry(
                key.id(),
                key.tenantId(),
                secrets.stream()
                        .map(secret -> new AcceptedSecret(secret.secretSha256, Optional.ofNullable(secret.notAfter)))
                        .toList(),
                Json.readTexts(key.scopes).orElse(List.of()).stream()
                        .flatMap(text -> Scope.find(text).stream())
                        .collect(Collectors.toSet()),
                Json.readTexts(key.integrations)
                        .map(ids -> ids.stream().map(IntegrationId::of).collect(Collectors.toSet())),
                Json.readTexts(key.operations).map(Set::copyOf),
                Json.readTexts(key.allowedIps).map(CidrList::of),
                Optional.ofNullable(key.expiresAt),
                key.state.equals(ApiKeyEntity.ACTIVE) && tenant.isActive());
    }
}
