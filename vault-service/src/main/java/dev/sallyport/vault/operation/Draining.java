package dev.sallyport.vault.operation;

import dev.sallyport.service.drain.Drain;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/// Tells clients with kept connections that this replica is about to stop.
@ApplicationScoped
class Draining {
    private static final Logger LOG = Logger.getLogger(Draining.class);

    private final Drain drain = new Drain();

    void routes(@Observes Router router) {
        drain.register(router);
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.info("vault.drain_begun");
        drain.begin();
    }
}
