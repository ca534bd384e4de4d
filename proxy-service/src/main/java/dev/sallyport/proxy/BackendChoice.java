package dev.sallyport.proxy;

import dev.sallyport.crypto.pq.PostQuantum;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Measures the post-quantum backends while the proxy warms up, and again when it has served for a while: on a machine
/// that is busy when it starts, the compiler has not come to the faster one yet.
final class BackendChoice implements Runnable {

    private static final Logger LOG = Logger.getLogger(BackendChoice.class);
    private static final Duration SETTLE_WITHIN = Duration.ofSeconds(20);

    /// Each of these takes what a few hundred answers take.
    private static final Duration LOOK = Duration.ofMillis(400);

    private static final List<Duration> LOOKS =
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30));

    private final PostQuantum postQuantum;

    BackendChoice(PostQuantum postQuantum) {
        this.postQuantum = postQuantum;
    }

    @Override
    public void run() {
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
