package dev.sallyport.proxy.target;

import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;

/// Statements that took too long for the pipelined lane. One that was slow once may have met a busy moment and stays
/// away for two seconds; each time it is slow again soon after, it stays away four times as long, up to a minute.
/// Confined to one event loop.
final class SlowTexts {

    static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(2);
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int MOST = 256;
    private static final int GROWTH = 4;

    /// @param untilNanos when it may come back
    private record Rest(long untilNanos, long lengthNanos) {}

    private final LinkedHashMap<String, Rest> rests = new LinkedHashMap<>();

    void add(String sql, long nowNanos) {
        Rest before = rests.get(sql);
        if (before != null && nowNanos - before.untilNanos() < 0) {
            // Calls that were in flight with the one that was slow tell nothing new.
            return;
        }
        long length = before != null && nowNanos - before.untilNanos() < LONGEST_NANOS
                ? Math.min(before.lengthNanos() * GROWTH, LONGEST_NANOS)
                : FIRST_NANOS;
        rests.remove(sql);
        rests.put(sql, new Rest(nowNanos + length, length));
        if (rests.size() > MOST) {
            rests.pollFirstEntry();
        }
    }

    boolean contains(String sql, long nowNanos) {
        Rest rest = rests.get(sql);
        return rest != null && nowNanos - rest.untilNanos() < 0;
    }
}
