package dev.sallyport.vault.operation;

import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.route.AuditService;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.RemoteAddress;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/// The vault's own audit log: its sequencer, and its routes, the same as the proxy's.
@ApplicationScoped
class AuditEndpoints {
    private static final Logger LOG = Logger.getLogger(AuditEndpoints.class);
    private static final int AFTER_THE_SCHEMA = 3_000;
    private static final long CLOSE_SECONDS = 5;

    private final AuditService service;
    private final CallerGate gate;
    private final RemoteAddress addresses;
    private final PgAuditLog log;
    private final Clock clock;

    AuditEndpoints(AuditService service, CallerGate gate, RemoteAddress addresses, PgAuditLog log, Clock clock) {
        this.service = service;
        this.gate = gate;
        this.addresses = addresses;
        this.log = log;
        this.clock = clock;
    }

    /// After the schema is there.
    void start(@Observes @Priority(AFTER_THE_SCHEMA) StartupEvent event) {
        service.start();
    }

    void stop(@Observes ShutdownEvent event) {
        try {
            service.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("vault.stop.sequencer cause=%s", e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void routes(@Observes Router router) {
        service.register(router, gate, addresses, log, clock);
    }
}
