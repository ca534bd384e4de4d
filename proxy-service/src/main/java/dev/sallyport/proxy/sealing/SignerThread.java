package dev.sallyport.proxy.sealing;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Seals what waits, one after the other.
///
/// Handing a result over wakes an event loop, and the system likes to put it onto the processor of the one that woke
/// it: in front of the signer. So while more waits, results are handed over together, none held for longer than a
/// part of its age. Where nothing waits, or not for long, each goes at once (ADR 74).
final class SignerThread {

    private static final Logger LOG = Logger.getLogger(SignerThread.class);

    private final BlockingQueue<Sealing<?>> queue;
    private final Thread thread;
    private final HeldResults held = new HeldResults();
    private volatile boolean finishing;

    SignerThread(String name, BlockingQueue<Sealing<?>> queue) {
        this.queue = queue;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /// Whether it has ended.
    boolean join(Duration most) throws InterruptedException {
        return thread.join(most);
    }

    /// Ends when nothing waits any more.
    void finish() {
        finishing = true;
        thread.interrupt();
    }

    private void work() {
        for (var next = next(); next != null; next = next()) {
            try {
                seal(next);
            } catch (Throwable e) {
                // A caller did not bear its result; the others wait for this thread.
                LOG.errorf(
                        "event=caller_failed_on_signer cause=%s", e.getClass().getSimpleName());
            }
        }
    }

    private void seal(Sealing<?> next) {
        long begun = System.nanoTime();
        Runnable handOver = next.make();
        long now = System.nanoTime();
        if (handOver != null) {
            held.add(handOver, next.ordered(), now);
        }
        if (held.isDue(now, now - begun)) {
            held.handOver();
        }
    }

    private @Nullable Sealing<?> next() {
        var next = queue.poll();
        if (next != null) {
            return next;
        }
        held.handOver();
        while (!finishing) {
            try {
                return queue.take();
            } catch (InterruptedException _) {
                // Asks for the end, or is none of this thread's.
            }
        }
        return queue.poll();
    }
}
