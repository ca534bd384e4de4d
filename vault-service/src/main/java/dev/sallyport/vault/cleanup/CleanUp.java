package dev.sallyport.vault.cleanup;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.vault.people.PeopleConfig;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Takes what has run out, again and again. The intent to erase a record is in the audit log before the record is
/// gone.
@ApplicationScoped
public class CleanUp {
    private static final Logger LOG = Logger.getLogger(CleanUp.class);

    private final Vertx vertx;
    private final Clock clock;
    private final AuditLog audit;
    private final CleanUpConfig config;
    private final Sweep sweep;
    private volatile boolean stopping;

    CleanUp(Vertx vertx, Pool pool, Clock clock, AuditLog audit, CleanUpConfig config, PeopleConfig people) {
        this.vertx = vertx;
        this.clock = clock;
        this.audit = audit;
        this.config = config;
        this.sweep = new Sweep(pool, config.keepAnswers(), people.accessLife());
    }

    void start(@Observes StartupEvent event) {
        later();
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    /// One round; empty where another replica is at it.
    public Future<Optional<Swept>> round() {
        var begun = new ArrayList<AuditRecord>();
        return sweep.round(clock.instant(), erased -> intend(erased, begun))
                .onSuccess(swept -> swept.filter(Swept::tookSomething).ifPresent(CleanUp::tell))
                .compose(swept -> conclude(begun).map(swept));
    }

    private void later() {
        vertx.setTimer(config.every().toMillis(), _ -> {
            if (!stopping) {
                rounds().onComplete(_ -> later());
            }
        });
    }

    private Future<Void> rounds() {
        return round().onFailure(fault -> LOG.warnf("clean_up.failed cause=%s", fault))
                .compose(swept ->
                        swept.filter(Swept::more).isPresent() && !stopping ? rounds() : Future.succeededFuture());
    }

    private static void tell(Swept took) {
        LOG.infof(
                "clean_up.done answers=%d records=%d refresh_tokens=%d key_secrets=%d",
                took.answers(), took.erased().size(), took.refreshTokens(), took.keySecrets());
    }

    /// Durable before the records are gone.
    private Future<Void> intend(List<Swept.Erased> erased, List<AuditRecord> begun) {
        erased.forEach(each -> begun.add(start(each)));
        return Future.all(begun.stream().map(audit::intend).toList()).mapEmpty();
    }

    /// A round that failed leaves its intents alone: what broke while it committed may have been the answer only.
    private Future<Void> conclude(List<AuditRecord> begun) {
        var now = clock.instant();
        return Future.all(begun.stream()
                        .map(event -> audit.conclude(event.conclude(now, Outcome.succeeded())))
                        .toList())
                .mapEmpty();
    }

    private AuditRecord start(Swept.Erased each) {
        var what = What.Administration.of(
                "credential.erase_superseded",
                each.credentialId(),
                Map.of("tenant_id", each.tenantId(), "version", Integer.toString(each.version())));
        return AuditRecord.start(
                AuditEventId.next(),
                clock.instant(),
                AuditSalt.next(),
                Who.service("sallyport-vault"),
                what,
                Decision.allowed());
    }
}
