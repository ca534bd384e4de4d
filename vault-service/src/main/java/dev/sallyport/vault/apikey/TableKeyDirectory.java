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

/// The vault's tables as the directory behind its own door. Reads at every call, so a revocation is in force at once;
/// in one statement, so that the time of a refusal does not tell whether there is such a key.
@ApplicationScoped
class TableKeyDirectory implements ApiKeyDirectory {
    private static final String FIND = """
            select k, t, s from ApiKeyEntity k join TenantEntity t on t.tenantId = k.tenantId
            left join ApiKeySecretEntity s on s.keyId = k.keyId where k.keyId = ?1 order by s.createdAt
            """;

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
        return session.createSelectionQuery(FIND, Object[].class)
                .setParameter(1, keyId.value())
                .getResultList()
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> entry((ApiKeyEntity) row[0], (TenantEntity) row[1], secrets(rows))));
    }

    private static List<ApiKeySecretEntity> secrets(List<Object[]> rows) {
        return rows.stream()
                .map(row -> row[2])
                .filter(ApiKeySecretEntity.class::isInstance)
                .map(ApiKeySecretEntity.class::cast)
                .toList();
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
