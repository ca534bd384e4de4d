package dev.sallyport.crypto.audit.export;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * Which records may have been retired. Nobody signs that one was: retention drops whole months, the oldest first, so a
 * record is retired only where no earlier one is still there. Not thread safe.
 */
final class Retirements {
    /**
     * Records as near as this to the turn of a month tell nothing: the clocks of writers differ, and a batch belongs to
     * the month of its latest record.
     */
    private static final Duration TURN = Duration.ofDays(1);

    private long firstKept = Long.MAX_VALUE;

    /** A record that is there. */
    void kept(long leafIndex, Instant at) {
        if (leafIndex < firstKept && !isAtTurnOfMonth(at)) {
            firstKept = leafIndex;
        }
    }

    /** Once every record was told of. */
    boolean mayBeRetired(long leafIndex) {
        return leafIndex < firstKept;
    }

    private static boolean isAtTurnOfMonth(Instant at) {
        YearMonth before = YearMonth.from(at.minus(TURN).atOffset(ZoneOffset.UTC));
        YearMonth after = YearMonth.from(at.plus(TURN).atOffset(ZoneOffset.UTC));
        return !before.equals(after);
    }
}
