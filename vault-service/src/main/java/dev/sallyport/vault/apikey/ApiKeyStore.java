package dev.sallyport.vault.apikey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.grant.GrantState;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.tenant.TenantKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Rows of API keys, and the grants that go with every change of them.
@ApplicationScoped
public class ApiKeyStore {
    private static final String CUT_SHORT = """
            UPDATE vault.api_key_secret SET not_after = least(coalesce(not_after, ?2), ?2) WHERE key_id = ?1
            """;
    private static final String FORGET_EXPIRED =
            "DELETE FROM vault.api_key_secret WHERE key_id = ?1 AND not_after <= ?2";
    private static final String FORGET_ALL = "DELETE FROM vault.api_key_secret WHERE key_id = ?1";

    private final ApiKeyGrants grants;

    ApiKeyStore(ApiKeyGrants grants) {
        this.grants = grants;
    }

    Uni<Void> insert(Mutiny.Session session, Call call, ApiKeyEntity row, byte[] secretHash) {
        return TenantKeys.requireActive(session, call.tenant())
                .chain(() -> session.persist(row))
                .chain(session::flush)
                .chain(() -> session.persist(secret(call, row, secretHash)))
                .chain(session::flush)
                .chain(() -> grants.write(session, row));
    }

    /// Refuses what a program makes, or gets the secret of, if it could be used from elsewhere or for longer than the
    /// program's own key.
    Uni<Void> requireWithinMaker(Mutiny.Session session, Call call, ApiKeyEntity row) {
        return call.caller().subject() instanceof Subject.Program program
                ? session.find(ApiKeyEntity.class, program.keyId().value())
                        .invoke(maker -> maker.requireHolds(row))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /// A new current secret; the ones before live for the overlap at most. Gives the end of the overlap.
    Uni<Instant> replaceSecret(
            Mutiny.Session session, Call call, ApiKeyEntity row, byte[] secretHash, long overlapSeconds) {
        var oldUntil = call.now().plusSeconds(overlapSeconds);
        row.rotatedAt = call.now();
        return run(session, FORGET_EXPIRED, row, call.now())
                .chain(() -> run(session, CUT_SHORT, row, oldUntil))
                .chain(() -> session.persist(secret(call, row, secretHash)))
                .chain(session::flush)
                .chain(() -> grants.write(session, row))
                .replaceWith(oldUntil);
    }

    /// Ends a key, revoked or not, and erases its sealed HMAC secret and the hashes of its secrets.
    Uni<Answer> delete(Mutiny.Session session, Call call, String id) {
        return lockedAndOwned(session, call.tenant(), id).chain(row -> {
            row.hmacRecord = null;
            return session.createNativeQuery(FORGET_ALL)
                    .setParameter(1, row.keyId)
                    .executeUpdate()
                    .chain(() -> end(session, row, ApiKeyEntity.DELETED, GrantState.DELETED))
                    .map(_ -> Answer.ok(Json.object().put("key_id", row.keyId).put("deleted", true)));
        });
    }

    /// Takes a key out of use at once, and keeps it for the list.
    public Uni<Answer> revoke(Mutiny.Session session, Call call, String id) {
        return requireLocked(session, call.tenant(), id)
                .chain(row -> end(session, row, ApiKeyEntity.REVOKED, GrantState.REVOKED)
                        .map(_ -> Answer.ok(json(row))));
    }

    private Uni<Void> end(Mutiny.Session session, ApiKeyEntity row, String state, GrantState grantState) {
        row.state = state;
        return session.flush().chain(() -> grants.end(session, row, grantState));
    }

    Uni<Answer> list(Mutiny.Session session, Call call, Page page) {
        return session.createSelectionQuery(
                        "from ApiKeyEntity where tenantId = ?1 and state <> 'deleted' and keyId < ?2 order by keyId desc",
                        ApiKeyEntity.class)
                .setParameter(1, call.tenant().value())
                .setParameter(2, page.before())
                .setMaxResults(page.rows())
                .getResultList()
                .map(rows -> page.answer(rows, row -> row.keyId, ApiKeyStore::json));
    }

    Uni<Answer> get(Mutiny.Session session, Call call, String id) {
        return session.find(ApiKeyEntity.class, id)
                .map(row -> owned(row, call.tenant()))
                .map(row -> Answer.ok(json(row)));
    }

    Uni<ApiKeyEntity> requireLocked(Mutiny.Session session, TenantId tenant, String id) {
        return lockedAndOwned(session, tenant, id).map(row -> {
            if (!row.state.equals(ApiKeyEntity.ACTIVE)) {
                throw new ProblemException(ProblemCode.STATE_CONFLICT);
            }
            return row;
        });
    }

    private static Uni<ApiKeyEntity> lockedAndOwned(Mutiny.Session session, TenantId tenant, String id) {
        return session.find(ApiKeyEntity.class, id, LockModeType.PESSIMISTIC_WRITE)
                .map(row -> owned(row, tenant));
    }

    private static ApiKeyEntity owned(ApiKeyEntity row, TenantId tenant) {
        return Optional.ofNullable(row)
                .filter(found -> found.tenantId.equals(tenant.value()) && !found.state.equals(ApiKeyEntity.DELETED))
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND));
    }

    private static Uni<Integer> run(Mutiny.Session session, String sql, ApiKeyEntity row, Instant time) {
        return session.createNativeQuery(sql)
                .setParameter(1, row.keyId)
                .setParameter(2, time.atOffset(ZoneOffset.UTC))
                .executeUpdate();
    }

    private static ApiKeySecretEntity secret(Call call, ApiKeyEntity row, byte[] hash) {
        var secret = new ApiKeySecretEntity();
        secret.secretId = HexFormat.of().formatHex(hash);
        secret.keyId = row.keyId;
        secret.secretSha256 = hash;
        secret.createdAt = call.now();
        return secret;
    }

    static ObjectNode json(ApiKeyEntity row) {
        var json = Json.object()
                .put("key_id", row.keyId)
                .put("name", row.name)
                .put("tenant_id", row.tenantId)
                .put("environment", row.live ? "live" : "test")
                .put("state", row.state);
        json.set("scopes", Json.read(row.scopes));
        json.set("integrations", row.integrations == null ? null : Json.read(row.integrations));
        json.set("operations", row.operations == null ? null : Json.read(row.operations));
        json.set("allowed_ips", row.allowedIps == null ? null : Json.read(row.allowedIps));
        Json.time(json, "expires_at", row.expiresAt);
        json.put("kem_key_id", row.kemKeyId).put("hmac_key_id", row.hmacKeyId);
        Json.time(json, "created_at", row.createdAt);
        json.put("created_by", row.createdBy);
        Json.time(json, "rotated_at", row.rotatedAt);
        return json;
    }
}
