package dev.sallyport.vault.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.grant.Grants;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.tenant.TenantKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/// Makes, changes and ends policies, each within the caller's transaction.
@ApplicationScoped
class Policies {
    private static final String KIND = "policy";
    private static final int SHOWN_VERSIONS = 100;

    private final PolicyStore store;
    private final PolicyUsers users;
    private final Grants grants;

    Policies(PolicyStore store, PolicyUsers users, Grants grants) {
        this.store = store;
        this.users = users;
        this.grants = grants;
    }

    Uni<Answer> create(Mutiny.Session session, Call call, PolicyId id, PolicyRequest request) {
        var row = new PolicyEntity();
        row.policyId = id.value();
        row.tenantId = call.tenant().value();
        row.name = request.name().orElseThrow();
        row.version = 1;
        row.state = PolicyEntity.ACTIVE;
        row.createdAt = call.now();
        row.createdBy = call.actor();
        var version = version(row, call, Json.text(request.document().orElseThrow()), null);
        return TenantKeys.requireActive(session, call.tenant())
                .chain(() -> session.persist(row))
                .chain(session::flush)
                .chain(() -> session.persist(version))
                .chain(session::flush)
                .map(_ -> Answer.created(json(row, version)));
    }

    Uni<Answer> change(Mutiny.Session session, Call call, String id, PolicyRequest request) {
        call.requireUnlimited();
        return TenantKeys.requireActive(session, call.tenant())
                .chain(() -> store.requireLocked(session, call.tenant(), id))
                .invoke(row -> requireSeen(row, request))
                .chain(row -> {
                    request.name().ifPresent(name -> row.name = name);
                    row.changedAt = call.now();
                    return request.makesVersion() ? next(session, call, row, request) : renamed(session, row);
                });
    }

    Uni<Answer> delete(Mutiny.Session session, Call call, String id, boolean force) {
        call.requireUnlimited();
        return store.requireLocked(session, call.tenant(), id)
                .chain(row -> users.count(session, row)
                        .invoke(count -> requireUnused(count, force))
                        .chain(() -> users.revokeAll(session, call, row))
                        .chain(() -> {
                            row.state = PolicyEntity.DELETED;
                            row.changedAt = call.now();
                            return session.flush();
                        })
                        .chain(() -> grants.announce(session, KIND, row.id(), call.tenant()))
                        .map(_ -> Answer.ok(
                                Json.object().put("policy_id", row.policyId).put("deleted", true))));
    }

    Uni<Answer> list(Mutiny.Session session, Call call, Page page) {
        return session.createSelectionQuery(
                        "from PolicyEntity where tenantId = ?1 and state = 'active' and policyId < ?2"
                                + " order by policyId desc",
                        PolicyEntity.class)
                .setParameter(1, call.tenant().value())
                .setParameter(2, page.before())
                .setMaxResults(page.rows())
                .getResultList()
                .map(rows -> page.answer(rows, row -> row.policyId, Policies::json));
    }

    Uni<Answer> get(Mutiny.Session session, Call call, String id) {
        return store.require(session, call.tenant(), id)
                .chain(row -> store.versions(session, row, SHOWN_VERSIONS)
                        .chain(versions ->
                                users.count(session, row).map(count -> Answer.ok(json(row, versions, count)))));
    }

    Uni<Answer> version(Mutiny.Session session, Call call, String id, String number) {
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw new ProblemException(ProblemCode.NOT_FOUND);
        }
        return store.require(session, call.tenant(), id)
                .chain(row -> store.find(session, row.policyId, Integer.parseInt(number)))
                .map(version -> Answer.ok(json(version).set("document", Json.read(version.document))));
    }

    private Uni<Answer> next(Mutiny.Session session, Call call, PolicyEntity row, PolicyRequest request) {
        var restored = request.restores().orElse(null);
        var document = restored == null
                ? Uni.createFrom().item(Json.text(request.document().orElseThrow()))
                : store.find(session, row.policyId, restored).map(PolicyVersionEntity::document);
        return document.chain(text -> {
            row.version++;
            var version = version(row, call, text, restored);
            return session.persist(version)
                    .chain(session::flush)
                    .chain(() -> users.superseded(session, row))
                    .chain(count -> grants.announce(session, KIND, row.id(), call.tenant())
                            .map(_ -> Answer.ok(json(row, version).put("integrations_updated", count))));
        });
    }

    private Uni<Answer> renamed(Mutiny.Session session, PolicyEntity row) {
        return session.flush()
                .chain(() -> store.find(session, row.policyId, row.version))
                .map(version -> Answer.ok(json(row, version)));
    }

    private static void requireSeen(PolicyEntity row, PolicyRequest request) {
        if (request.expected().filter(version -> version != row.version).isPresent()) {
            throw new ProblemException(ProblemCode.STATE_CONFLICT).with("version", row.version);
        }
    }

    private static void requireUnused(long count, boolean force) {
        if (count > 0 && !force) {
            throw new ProblemException(ProblemCode.POLICY_IN_USE).with("integrations", count);
        }
    }

    private static PolicyVersionEntity version(
            PolicyEntity policy, Call call, String document, @Nullable Integer restores) {
        var version = new PolicyVersionEntity();
        version.policyId = policy.policyId;
        version.version = policy.version;
        version.document = document;
        version.digest = HexFormat.of().formatHex(Hashes.sha256(document.getBytes(StandardCharsets.UTF_8)));
        version.restores = restores;
        version.createdAt = call.now();
        version.createdBy = call.actor();
        return version;
    }

    private static ObjectNode json(PolicyEntity row, PolicyVersionEntity current) {
        return json(row).put("digest", current.digest).set("document", Json.read(current.document));
    }

    private static ObjectNode json(PolicyEntity row, List<PolicyVersionEntity> versions, long users) {
        var json = json(row, versions.getFirst()).put("integrations", users);
        var list = json.putArray("versions");
        versions.forEach(version -> list.add((JsonNode) json(version)));
        return json;
    }

    private static ObjectNode json(PolicyEntity row) {
        var json = Json.object()
                .put("policy_id", row.policyId)
                .put("name", row.name)
                .put("version", row.version);
        Json.time(json, "created_at", row.createdAt);
        json.put("created_by", row.createdBy);
        Json.time(json, "changed_at", row.changedAt);
        return json;
    }

    private static ObjectNode json(PolicyVersionEntity row) {
        var json = Json.object()
                .put("policy_id", row.policyId)
                .put("version", row.version)
                .put("digest", row.digest)
                .put("restores", row.restores);
        Json.time(json, "created_at", row.createdAt);
        return json.put("created_by", row.createdBy);
    }
}
