package dev.sallyport.proxy.sealing;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// What a signer thread has made and not handed over yet. Times are nanoseconds, as
/// [System#nanoTime()] has them.
final class HeldResults {

    private static final Logger LOG = Logger.getLogger(HeldResults.class);

    /// A result is held for no longer than its age divided by this, unless the next one takes longer than the last.
    private static final int PART = 3;

    private final List<Runnable> results = new ArrayList<>();
    private long until;

    /// Takes the hand-over of one more result.
    ///
    /// @param ordered when the work was ordered
    /// @param now when it was done
    void add(Runnable handOver, long ordered, long now) {
        long latest = now + (now - ordered) / PART;
        if (results.isEmpty() || latest - until < 0) {
            until = latest;
        }
        results.add(handOver);
    }

    /// Whether to hand over now: the next work, if it takes as long as the last did, would end too late.
    ///
    /// @param last how long the last work took
    boolean isDue(long now, long last) {
        return !results.isEmpty() && until - now < last;
    }

    void handOver() {
        results.forEach(HeldResults::run);
        results.clear();
    }

    private static void run(Runnable told) {
        try {
            told.run();
        } catch (Throwable e) {
            // Its event loop has ended, say; the others' have not.
            LOG.warnf("event=answer_not_handed_over cause=%s", e.getClass().getSimpleName());
        }
    }
}
