package dev.sallyport.service.backend;

import dev.sallyport.crypto.pq.BackendReport;
import dev.sallyport.crypto.pq.PostQuantum;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Measures the post-quantum backends while a service warms up, and again when it has served for a while: on a machine
/// that is busy when it starts, the compiler has not come to the faster one yet. Each choice is logged.
public final class BackendChoice {

    private static final Logger LOG = Logger.getLogger(BackendChoice.class);

    /// Starting needs the processors no more.
    private static final Duration SETTLE_AFTER = Duration.ofSeconds(5);

    /// Long enough for several calls of each kind; it takes them from the answers.
    private static final Duration LOOK = Duration.ofMillis(1_200);

    /// After the service started.
    private static final List<Duration> LOOKS =
            List.of(Duration.ofSeconds(40), Duration.ofMinutes(2), Duration.ofMinutes(8), Duration.ofMinutes(40));

    private final Vertx vertx;
    private final PostQuantum postQuantum;
    private final Duration settleWithin;

    /// @param settleWithin at most so long the backends are measured first
    public BackendChoice(Vertx vertx, PostQuantum postQuantum, Duration settleWithin) {
        this.vertx = vertx;
        this.postQuantum = postQuantum;
        this.settleWithin = settleWithin;
    }

    /// To be called when the service has started. What is planned ends with the Vert.x instance.
    public void start() {
        measure(SETTLE_AFTER, () -> postQuantum.settle(settleWithin));
        LOOKS.forEach(after -> measure(after, () -> postQuantum.measureAgain(LOOK)));
    }

    /// On a thread of its own, away from the calls.
    private void measure(Duration after, Supplier<BackendReport> measurement) {
        vertx.setTimer(
                after.toMillis(),
                _ -> Thread.ofPlatform()
                        .name("backend-choice")
                        .daemon(true)
                        .start(() -> LOG.infof("crypto.backend %s", measurement.get())));
    }
}
