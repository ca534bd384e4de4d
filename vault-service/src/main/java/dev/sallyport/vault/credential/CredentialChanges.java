package dev.sallyport.vault.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.grant.Grants;
import dev.sallyport.vault.json.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/// What happens to credentials that are there: a new version, deletion, looking at their metadata.
@ApplicationScoped
class CredentialChanges {
    private static final String KIND = "credential";

    private final CredentialStore store;
    private final CredentialUsers users;
    private final Grants grants;

    CredentialChanges(CredentialStore store, CredentialUsers users, Grants grants) {
        this.store = store;
        this.users = users;
        this.grants = grants;
    }

    Uni<Void> supersede(Mutiny.Session session, Call call, String id, Sealed ready) {
        return store.requireLocked(session, call.tenant(), id)
                .call(row -> users.requireUsableBy(session, call, row))
                .chain(row -> store.supersede(session, call, row, ready)
                        .chain(() -> users.rotated(session, row))
                        .chain(() -> grants.announce(session, KIND, row.id(), call.tenant())));
    }

    Uni<Answer> delete(Mutiny.Session session, Call call, String id, boolean force) {
        return store.requireLocked(session, call.tenant(), id)
                .call(row -> users.requireUsableBy(session, call, row))
                .chain(row -> users.count(session, row)
                        .invoke(count -> requireUnused(count, force))
                        .chain(() -> users.revokeAll(session, call, row))
                        .chain(() -> store.erase(session, row, call.now()))
                        .chain(() -> grants.announce(session, KIND, row.id(), call.tenant()))
                        .map(_ -> Answer.ok(Json.object()
                                .put("credential_id", row.credentialId)
                                .put("deleted", true))));
    }

    Uni<Answer> list(Mutiny.Session session, Call call, Page page) {
        return session.createSelectionQuery(
                        "from CredentialEntity where tenantId = ?1 and state = 'active' and credentialId < ?2"
                                + " order by credentialId desc",
                        CredentialEntity.class)
                .setParameter(1, call.tenant().value())
                .setParameter(2, page.before())
                .setMaxResults(page.rows())
                .getResultList()
                .map(rows -> page.answer(rows, row -> row.credentialId, row -> json(row, call.now())));
    }

    Uni<Answer> get(Mutiny.Session session, Call call, String id) {
        return store.require(session, call.tenant(), id)
                .chain(row -> store.currentVersion(session, row)
                        .map(version -> Answer.ok(json(row, call.now())
                                .put("kem_key_id", version.kemKeyId)
                                .put("kms_key_ref", version.kmsKeyRef)
                                .put("certificate_authority_id", version.certificateAuthorityId))));
    }

    private static void requireUnused(long count, boolean force) {
        if (count > 0 && !force) {
            throw new ProblemException(ProblemCode.CREDENTIAL_IN_USE).with("integrations", count);
        }
    }

    private static ObjectNode json(CredentialEntity row, Instant now) {
        var json = Json.object()
                .put("credential_id", row.credentialId)
                .put("name", row.name)
                .put("credential_type", row.credentialType)
                .put("version", row.version)
                .put("state", row.isExpiredAt(now) ? "expired" : row.state);
        Json.time(json, "created_at", row.createdAt);
        json.put("created_by", row.createdBy);
        Json.time(json, "rotated_at", row.rotatedAt);
        Json.time(json, "last_used_at", row.lastUsedAt);
        Json.time(json, "expires_at", row.expiresAt);
        json.set("metadata", row.metadata == null ? null : Json.read(row.metadata));
        return json;
    }
}
