package dev.sallyport.vault.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.vault.grant.GrantKind;
import dev.sallyport.vault.grant.GrantState;
import dev.sallyport.vault.grant.Grants;
import dev.sallyport.vault.json.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Writes what proxies are told about an API key.
@ApplicationScoped
class ApiKeyGrants {
    private final Grants grants;

    ApiKeyGrants(Grants grants) {
        this.grants = grants;
    }

    Uni<Void> write(Mutiny.Session session, ApiKeyEntity key) {
        return secrets(session, key.keyId)
                .chain(secrets -> grants.put(session, GrantKind.API_KEY, key.id(), key.tenantId(), json(key, secrets)));
    }

    Uni<Void> end(Mutiny.Session session, ApiKeyEntity key, GrantState state) {
        return grants.end(session, GrantKind.API_KEY, key.id(), key.tenantId(), state);
    }

    static Uni<List<ApiKeySecretEntity>> secrets(Mutiny.Session session, String keyId) {
        return session.createSelectionQuery(
                        "from ApiKeySecretEntity where keyId = ?1 order by createdAt", ApiKeySecretEntity.class)
                .setParameter(1, keyId)
                .getResultList();
    }

    private static ObjectNode json(ApiKeyEntity key, List<ApiKeySecretEntity> secrets) {
        var json = Json.object().put("tenant_id", key.tenantId).put("key_id", key.keyId);
        var hashes = json.putArray("secret_sha256");
        secrets.forEach(secret -> {
            var hash = hashes.addObject().put("hash", StrictBase64.encode(secret.secretSha256));
            Json.millis(hash, "not_after", secret.notAfter);
        });
        json.set("scopes", Json.read(key.scopes));
        json.set("integrations", list(key.integrations));
        json.set("operations", list(key.operations));
        json.set("allowed_ips", list(key.allowedIps));
        Json.millis(json, "expires_at", key.expiresAt);
        return json.put("kem_key_id", key.kemKeyId)
                .put("kem_public_key", StrictBase64.encode(key.kemPublicKey))
                .put("hmac_key_id", key.hmacKeyId)
                .put("hmac_record_sha512", StrictBase64.encode(Hashes.sha512(Objects.requireNonNull(key.hmacRecord))));
    }

    private static @Nullable JsonNode list(@Nullable String stored) {
        return stored == null ? null : Json.read(stored);
    }
}
