package dev.sallyport.vault.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.service.dsn.TargetAddressPolicy;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.call.Answer;
import dev.sallyport.vault.call.Call;
import dev.sallyport.vault.call.Commits;
import dev.sallyport.vault.call.Commits.Committed;
import dev.sallyport.vault.call.Database;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.proxylink.ProxyLink;
import dev.sallyport.vault.proxylink.RiskReport;
import dev.sallyport.vault.tenant.TenantKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Seals and rotates: values → record → what the proxy says of it → rows.
@ApplicationScoped
public class Credentials {
    private final Database database;
    private final TenantKeys tenantKeys;
    private final SealService seals;
    private final ProxyLink proxy;
    private final CredentialStore store;
    private final CredentialChanges changes;
    private final TargetAddressPolicy addresses;

    Credentials(
            Database database,
            TenantKeys tenantKeys,
            SealService seals,
            ProxyLink proxy,
            CredentialStore store,
            CredentialChanges changes,
            TargetAddressPolicy addresses) {
        this.database = database;
        this.tenantKeys = tenantKeys;
        this.seals = seals;
        this.proxy = proxy;
        this.store = store;
        this.changes = changes;
        this.addresses = addresses;
    }

    Uni<Committed> seal(Call call, Commits commits, CredentialId id, byte[] body) {
        var tenant = call.tenant();
        var request = SealRequest.of(body, addresses);
        return tenantKeys
                .current(tenant)
                .chain(target -> seals.seal(target, id, 1, request.type().text(), call.now(), request.secret()))
                .onTermination()
                .invoke(request.secret()::close)
                .chain(record -> withReport(request.type(), record))
                .chain(ready ->
                        commits.commit(session -> store.insert(session, call, row(call, request, id), ready.record())
                                .map(_ -> Answer.created(receipt(ready)))));
    }

    Uni<Committed> rotate(Call call, Commits commits, String id, byte[] body) {
        return database.read(session -> store.require(session, call.tenant(), id))
                .chain(row -> rotate(call, commits, row, body));
    }

    private Uni<Committed> rotate(Call call, Commits commits, CredentialEntity row, byte[] body) {
        var type = CredentialType.find(row.credentialType).orElseThrow();
        var secret = SealRequest.valuesAlone(body, type, addresses);
        return tenantKeys
                .current(row.tenantId())
                .chain(target -> seals.seal(target, row.id(), row.version + 1, type.text(), call.now(), secret))
                .onTermination()
                .invoke(secret::close)
                .chain(record -> withReport(type, record))
                .invoke(Credentials::requireLogin)
                .chain(ready -> commits.commit(session -> changes.supersede(session, call, row.credentialId, ready)
                        .map(_ -> Answer.ok(receipt(ready)))));
    }

    private Uni<Sealed> withReport(CredentialType type, SealedCredential record) {
        if (type != CredentialType.DATABASE_DSN) {
            return Uni.createFrom().item(new Sealed(record, Optional.empty()));
        }
        return proxy.probe(record).map(report -> new Sealed(record, Optional.of(report)));
    }

    private static void requireLogin(Sealed ready) {
        if (ready.report().isEmpty() || ready.report().get().logsIn()) {
            return;
        }
        var report = ready.report().get();
        if (!report.available()) {
            throw new ProblemException(ProblemCode.ROTATION_UNVERIFIED);
        }
        throw new ProblemException(ProblemCode.ROTATION_REFUSED, ProblemCode.ROTATION_REFUSED.title(), "probe refused")
                .with("reason", report.errorCode().orElse("target_auth_failed"));
    }

    private static ObjectNode receipt(Sealed ready) {
        var header = ready.record().header();
        var json = Json.object()
                .put("credential_id", header.credentialId().value())
                .put("version", header.version())
                .put("credential_type", header.credentialType());
        json.set("risk_report", ready.report().map(RiskReport::toJson).orElse(null));
        return json;
    }

    private static CredentialEntity row(Call call, SealRequest request, CredentialId id) {
        var row = new CredentialEntity();
        row.credentialId = id.value();
        row.tenantId = call.tenant().value();
        row.name = request.name();
        row.credentialType = request.type().text();
        row.version = 1;
        row.state = CredentialEntity.ACTIVE;
        row.metadata = request.metadata().map(Json::text).orElse(null);
        row.createdAt = call.now();
        row.createdBy = call.actor();
        row.ttlDays = request.ttlDays().orElse(null);
        row.sealedAt(call.now());
        return row;
    }
}
