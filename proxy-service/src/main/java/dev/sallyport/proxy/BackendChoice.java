package dev.sallyport.proxy;

import dev.sallyport.crypto.pq.PostQuantum;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Measures the post-quantum backends while the proxy warms up, and again when it has served for a while: on a machine
/// that is busy when it starts, the compiler has not come to the faster one yet.
final class BackendChoice {

    private static final Logger LOG = Logger.getLogger(BackendChoice.class);
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(20);

    /// Long enough for several calls of each kind; it takes them from the answers.
    private static final Duration LOOK = Duration.ofMillis(1_200);

    private static final List<Duration> LOOKS =
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30));

    private final PostQuantum postQuantum;
    private final Thread thread =
            Thread.ofPlatform().name("warm-up").daemon(true).unstarted(this::measure);

    BackendChoice(PostQuantum postQuantum) {
        this.postQuantum = postQuantum;
    }

    /// Away from the calls, and once starting needs the processors no more.
    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    private void measure() {
        LOG.infof("crypto.backend %s", postQuantum.settle(SETTLE_WITHIN));
        try {
            for (var pause : LOOKS) {
                Thread.sleep(pause);
                LOG.infof("crypto.backend %s", postQuantum.measureAgain(LOOK));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
