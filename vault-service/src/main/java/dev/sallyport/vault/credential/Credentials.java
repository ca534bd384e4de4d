package dev.sallyport.vault.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
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
    private final DsnTrust trust;
    private final SealService seals;
    private final ProxyLink proxy;
    private final CredentialStore store;
    private final CredentialChanges changes;
    private final TargetAddressPolicy addresses;

    Credentials(
            Database database,
            TenantKeys tenantKeys,
            DsnTrust trust,
            SealService seals,
            ProxyLink proxy,
            CredentialStore store,
            CredentialChanges changes,
            TargetAddressPolicy addresses) {
        this.database = database;
        this.tenantKeys = tenantKeys;
        this.trust = trust;
        this.seals = seals;
        this.proxy = proxy;
        this.store = store;
        this.changes = changes;
        this.addresses = addresses;
    }

    Uni<Committed> seal(Call call, Commits commits, CredentialId id, byte[] body) {
        var tenant = call.tenant();
        var request = SealRequest.of(body, addresses);
        return prepared(call, new Place(tenant, id, 1, request.type()), request.secret())
                .chain(ready -> commits.commit(session -> store.insert(session, call, row(call, request, id), ready)
                        .map(_ -> Answer.created(receipt(ready)))));
    }

    Uni<Committed> rotate(Call call, Commits commits, String id, byte[] body) {
        return database.read(session -> store.require(session, call.tenant(), id))
                .chain(row -> rotate(call, commits, row, body));
    }

    private Uni<Committed> rotate(Call call, Commits commits, CredentialEntity row, byte[] body) {
        var type = CredentialType.find(row.credentialType).orElseThrow();
        var secret = SealRequest.valuesAlone(body, type, addresses);
        return prepared(call, new Place(row.tenantId(), row.id(), row.version + 1, type), secret)
                .invoke(Credentials::requireLogin)
                .chain(ready -> commits.commit(session -> changes.supersede(session, call, row.credentialId, ready)
                        .map(_ -> Answer.ok(receipt(ready)))));
    }

    private record Place(TenantId tenant, CredentialId id, int version, CredentialType type) {}

    /// The tenant's key comes first: of a tenant that is locked nothing else is looked at.
    private Uni<Sealed> prepared(Call call, Place place, Secret secret) {
        return tenantKeys
                .current(place.tenant())
                .chain(target -> trust.of(call, place.type(), secret)
                        .chain(trusting -> seals.seal(
                                        target,
                                        place.id(),
                                        place.version(),
                                        place.type().text(),
                                        call.now(),
                                        trusting.secret())
                                .map(record -> new Sealed(record, trusting.authority(), Optional.empty()))))
                .onTermination()
                .invoke(secret::close)
                .chain(ready -> withReport(place.type(), ready));
    }

    private Uni<Sealed> withReport(CredentialType type, Sealed ready) {
        if (type != CredentialType.DATABASE_DSN) {
            return Uni.createFrom().item(ready);
        }
        return proxy.probe(ready.record())
                .map(report -> new Sealed(ready.record(), ready.authority(), Optional.of(report)));
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
