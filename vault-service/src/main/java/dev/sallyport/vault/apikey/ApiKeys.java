package dev.sallyport.vault.apikey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.ApiKeyText;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.credential.SealService;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.keyring.VaultKeys;
import dev.sallyport.vault.tenant.TenantKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Makes API keys: the API secret is hashed, the HMAC secret is sealed for the proxy, both are shown once and
/// forgotten.
@ApplicationScoped
class ApiKeys {
    private static final String HMAC_TYPE = "hmac_key";

    private final SecureRandom random = new SecureRandom();
    private final TenantKeys tenantKeys;
    private final SealService seals;
    private final ApiKeyStore store;
    private final VaultKeys keys;
    private final PostQuantum postQuantum;

    ApiKeys(TenantKeys tenantKeys, SealService seals, ApiKeyStore store, VaultKeys keys, PostQuantum postQuantum) {
        this.tenantKeys = tenantKeys;
        this.seals = seals;
        this.store = store;
        this.keys = keys;
        this.postQuantum = postQuantum;
    }

    ApiKeyId newId() {
        return ApiKeyText.newId(random);
    }

    Uni<Committed> create(Call call, Commits commits, ApiKeyId id, byte[] body) {
        var request = ApiKeyRequest.of(body, call.caller(), call.now(), postQuantum);
        var hmacSecret = HmacKey.newSecret(random);
        var hmacKeyId = HmacKeyId.next();
        return tenantKeys
                .current(call.tenant())
                .chain(target -> seals.seal(target, hmacKeyId, 1, HMAC_TYPE, call.now(), hmacSecret.copy()))
                .chain(record ->
                        commits.commit(session -> insert(session, call, row(call, id, request, record), hmacSecret)))
                .onTermination()
                .invoke(hmacSecret::close);
    }

    Uni<Answer> rotate(Mutiny.Session session, Call call, String id, long overlapSeconds) {
        return store.requireLocked(session, call.tenant(), id)
                .chain(row -> {
                    // Who gets the new secret gets all that the key may do.
                    ApiKeyRequest.requireWithin(
                            call.caller(),
                            row.scopeSet(),
                            Json.readTexts(row.integrations),
                            Json.readTexts(row.operations));
                    return store.requireWithinMaker(session, call, row).replaceWith(row);
                })
                .chain(row -> {
                    var text = ApiKeyText.issue(row.id(), row.live, random);
                    return store.replaceSecret(session, call, row, ApiKeyText.secretHash(text), overlapSeconds)
                            .map(oldUntil -> {
                                var json = shown(row, text, null);
                                Json.time(json, "previous_secret_valid_until", oldUntil);
                                return Answer.ok(json);
                            })
                            .onTermination()
                            .invoke(text::close);
                });
    }

    private Uni<Answer> insert(Mutiny.Session session, Call call, ApiKeyEntity row, Secret hmacSecret) {
        var text = ApiKeyText.issue(row.id(), row.live, random);
        return store.requireWithinMaker(session, call, row)
                .chain(() -> store.insert(session, call, row, ApiKeyText.secretHash(text)))
                .map(_ -> Answer.created(shown(row, text, hmacSecret)))
                .onTermination()
                .invoke(text::close);
    }

    /// The only place where the texts are shown; they become a `String` here, in the answer to the one who may know
    /// them.
    private ObjectNode shown(ApiKeyEntity row, Secret text, @Nullable Secret hmacSecret) {
        var json = ApiKeyStore.json(row);
        json.put("api_key", text.<String>reveal(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        if (hmacSecret != null) {
            json.put("hmac_secret", hmacSecret.<String>reveal(StrictBase64::encode));
        }
        return json.put("root_public_key", StrictBase64.encode(keys.rootPublicKey()));
    }

    private static ApiKeyEntity row(Call call, ApiKeyId id, ApiKeyRequest request, SealedCredential record) {
        var row = new ApiKeyEntity();
        row.keyId = id.value();
        row.tenantId = call.tenant().value();
        row.name = request.name();
        row.live = request.live();
        row.state = ApiKeyEntity.ACTIVE;
        row.scopes = list(request.scopes().stream().map(Scope::text).sorted().toList());
        row.integrations = request.integrations().map(ApiKeys::list).orElse(null);
        row.operations = request.operations().map(ApiKeys::list).orElse(null);
        row.allowedIps = request.allowedIps().map(ApiKeys::list).orElse(null);
        row.expiresAt = request.expiresAt().orElse(null);
        row.kemKeyId = KemKeyId.next().value();
        row.kemPublicKey = request.kemPublicKey().toBytes();
        row.hmacKeyId = record.header().credentialId().value();
        row.hmacRecord = record.toBytes();
        row.createdAt = call.now();
        row.createdBy = call.actor();
        return row;
    }

    private static String list(List<String> texts) {
        return Json.text(Json.texts(texts));
    }
}
