package dev.sallyport.vault.operation;

import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.sealed.Sealer;
import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.backend.BackendChoice;
import dev.sallyport.vault.keyring.KeyringConfig;
import dev.sallyport.vault.people.People;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// Start: schema, keys, first administrator; then ready. Stop: the audit log settles last.
@ApplicationScoped
class StartUp {
    private static final Logger LOG = Logger.getLogger(StartUp.class);
    private static final long AUDIT_SECONDS = 5;

    private final DatabaseConfig database;
    private final MigrationConfig migration;
    private final Sealer sealer;
    private final People people;
    private final PgAuditLog audit;
    private final PostQuantum postQuantum;
    private final KeyringConfig keys;
    private final Vertx vertx;

    StartUp(
            DatabaseConfig database,
            MigrationConfig migration,
            Sealer sealer,
            People people,
            PgAuditLog audit,
            PostQuantum postQuantum,
            KeyringConfig keys,
            Vertx vertx) {
        this.database = database;
        this.migration = migration;
        this.sealer = sealer;
        this.people = people;
        this.audit = audit;
        this.postQuantum = postQuantum;
        this.keys = keys;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) throws Throwable {
        Migrations.run(database, migration);
        VertxContextSupport.subscribeAndAwait(people::bootstrap);
        LOG.infof("vault.started sealer=%s", sealer.getClass().getSimpleName());
        new BackendChoice(vertx, postQuantum, keys.settleWithin()).start();
    }

    void stop(@Observes ShutdownEvent event) {
        try {
            audit.close().toCompletionStage().toCompletableFuture().get(AUDIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("vault.stop.audit cause=%s", e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("vault.stopped");
    }
}
