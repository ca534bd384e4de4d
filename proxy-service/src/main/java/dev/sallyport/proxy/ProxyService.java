package dev.sallyport.proxy;

import dev.sallyport.proxy.metering.ProxyMetrics;
import dev.sallyport.proxy.store.Migrations;
import dev.sallyport.service.drain.Drain;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// The service's life: made, opened to the outside, warmed up, drained, closed.
@ApplicationScoped
public class ProxyService {

    private static final Logger LOG = Logger.getLogger(ProxyService.class);

    private final ProxyHouse house;
    private final Migrations migrations;
    private final Vertx vertx;
    private final Drain drain = new Drain();

    @Inject
    ProxyService(Vertx vertx, ProxySettings settings, AgroalDataSource owner, MeterRegistry registry) {
        this.vertx = vertx;
        house = new ProxyHouse(vertx, settings, new ProxyMetrics(registry));
        migrations =
                new Migrations(vertx, house.blocking, owner, settings.database().username());
    }

    void routes(@Observes Router router) {
        drain.register(router);
        new ProxyRoutes(house).register(router);
    }

    void start(@Observes StartupEvent event) {
        LOG.infof("event=post_quantum_backends choice=\"%s\"", house.postQuantum.report());
        house.open(migrations).onFailure(failure -> LOG.error("event=start_failed", failure));
    }

    /// Readiness is down from here on; what still runs at the end of the drain time is cancelled, so that its caller
    /// has an answer before the listeners close.
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.info("event=drain_begun");
        drain.begin();
        vertx.setTimer(house.settings.outbound().drainTimeout().toMillis(), id -> house.executor.cancelAll());
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        migrations.stop();
        house.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    ProxyHouse house() {
        return house;
    }

    boolean isMigrated() {
        return migrations.isDone();
    }
}
