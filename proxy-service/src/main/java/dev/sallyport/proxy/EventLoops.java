package dev.sallyport.proxy;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/// Half as many event loops as processors, at least one, where nothing else is configured: the signers need the
/// others, and an event loop that shares a processor with one of them stands in its way (ADR 74).
@Singleton
class EventLoops implements VertxOptionsCustomizer {

    private static final String CONFIGURED = "quarkus.vertx.event-loops-pool-size";

    private final Config config;

    EventLoops(Config config) {
        this.config = config;
    }

    @Override
    public void accept(VertxOptions options) {
        if (config.getOptionalValue(CONFIGURED, Integer.class).isEmpty()) {
            int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            // Quarkus has fewer where there is little memory.
            options.setEventLoopPoolSize(Math.min(half, options.getEventLoopPoolSize()));
        }
    }
}
