package dev.sallyport.proxy.sealing;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// What a signer thread has made and not handed over yet. Times are nanoseconds, as
/// [System#nanoTime()] has them.
final class HeldResults {

    private static final Logger LOG = Logger.getLogger(HeldResults.class);

    /// A result is held for no longer than its age divided by this.
    private static final int PART = 3;

    private final List<Runnable> results = new ArrayList<>();
    private long until;

    /// Takes the hand-over of one more result.
    ///
    /// @param ordered when the work was ordered
    /// @param begun when it began
    /// @param now when it was done
    /// @return whether to hand over now: the next result, if it takes as long as this one did, would come too late
    boolean add(Runnable handOver, long ordered, long begun, long now) {
        long latest = now + (now - ordered) / PART;
        if (results.isEmpty() || latest - until < 0) {
            until = latest;
        }
        results.add(handOver);
        return until - now < now - begun;
    }

    void handOver() {
        results.forEach(HeldResults::run);
        results.clear();
    }

    private static void run(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException e) {
            // This one's event loop has ended; the others' have not.
            LOG.warnf("event=answer_not_handed_over cause=%s", e.getClass().getSimpleName());
        }
    }
}
