package dev.sallyport.vault.tenant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.service.kms.AwsKeyMaker;
import dev.sallyport.service.kms.KmsGauge;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Blocking;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.call.Page;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.proxylink.SignedUnsealingKey;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// Makes and finds tenants.
@ApplicationScoped
public class Tenants {
    private final Database database;
    private final Blocking blocking;
    private final AwsKeyMaker kms;
    private final KmsGauge gauge;
    private final KeyMakingConfig keyMaking;
    private final TenantSetup setup;

    Tenants(
            Database database,
            Blocking blocking,
            AwsKeyMaker kms,
            KmsGauge gauge,
            KeyMakingConfig keyMaking,
            TenantSetup setup) {
        this.database = database;
        this.blocking = blocking;
        this.kms = kms;
        this.gauge = gauge;
        this.keyMaking = keyMaking;
        this.setup = setup;
    }

    /// Makes a tenant: its KMS key, its unsealing key, its rows, its grant.
    Uni<Committed> create(Call call, Commits commits, TenantId id, String name, Optional<String> kmsKeyRef) {
        return kmsKey(id, kmsKeyRef)
                .chain(key -> setup.unsealingKey(id, key)
                        .chain(unsealing -> commits.commit(session ->
                                insert(session, call, row(call, id, name, key, kmsKeyRef.isEmpty()), unsealing))));
    }

    Uni<Answer> list(Page page) {
        return database.read(session -> session.createSelectionQuery(
                        "from TenantEntity where tenantId < ?1 and state <> 'deleted' order by tenantId desc",
                        TenantEntity.class)
                .setParameter(1, page.before())
                .setMaxResults(page.rows())
                .getResultList()
                .map(rows -> page.answer(rows, row -> row.tenantId, Tenants::json)));
    }

    Uni<Answer> get(String id) {
        return database.read(session -> session.find(TenantEntity.class, id))
                .map(row -> Optional.ofNullable(row)
                        .filter(tenant -> tenant.isActive() || tenant.isLocked())
                        .map(tenant -> Answer.ok(json(tenant)))
                        .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND)));
    }

    private Uni<KmsKeyRef> kmsKey(TenantId id, Optional<String> given) {
        if (given.isPresent()) {
            var key = parse(given.get());
            return blocking.run(() -> gauge.watch(() -> kms.requireUsable(key)));
        }
        if (!keyMaking.create()) {
            throw new ProblemException(
                    ProblemCode.INVALID_KMS_KEY, "kms_key_ref is missing, and this vault makes no keys.", "no kms key");
        }
        var policy = KeyPolicy.of(keyMaking).textFor(id);
        return blocking.run(() -> gauge.watch(() -> kms.create(id, policy)));
    }

    private static KmsKeyRef parse(String text) {
        try {
            return KmsKeyRef.of(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemCode.INVALID_KMS_KEY);
        }
    }

    private Uni<Answer> insert(Mutiny.Session session, Call call, TenantEntity row, SignedUnsealingKey unsealing) {
        return session.persist(row)
                .chain(session::flush)
                .chain(() -> setup.insertKey(session, call, row, unsealing))
                .chain(() -> setup.ownFirst(session, call, row))
                .map(_ -> Answer.created(
                        json(row).put("kem_key_id", unsealing.kemKeyId().value())));
    }

    private static TenantEntity row(Call call, TenantId id, String name, KmsKeyRef key, boolean made) {
        var row = new TenantEntity();
        row.tenantId = id.value();
        row.name = name;
        row.state = TenantEntity.ACTIVE;
        row.kmsKeyRef = key.value();
        row.kmsKeyMade = made;
        row.createdAt = call.now();
        row.createdBy = call.actor();
        return row;
    }

    private static ObjectNode json(TenantEntity row) {
        var json = Json.object()
                .put("tenant_id", row.tenantId)
                .put("name", row.name)
                .put("state", row.state)
                .put("kms_key_ref", row.kmsKeyRef)
                .put("kms_key_made", row.kmsKeyMade);
        Json.time(json, "created_at", row.createdAt);
        return json;
    }
}
