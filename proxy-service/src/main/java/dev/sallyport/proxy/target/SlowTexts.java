package dev.sallyport.proxy.target;

import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;

/// Statements that took too long for the pipelined lane. They are kept away from it for a minute, so that none of
/// them holds up its neighbours again and again. Confined to one event loop.
final class SlowTexts {

    private static final int MOST = 256;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LinkedHashMap<String, Long> since = new LinkedHashMap<>();

    void add(String sql, long nowNanos) {
        since.remove(sql);
        since.put(sql, nowNanos);
        if (since.size() > MOST) {
            since.pollFirstEntry();
        }
    }

    boolean contains(String sql, long nowNanos) {
        Long noted = since.get(sql);
        if (noted == null) {
            return false;
        }
        if (nowNanos - noted > KEPT_NANOS) {
            since.remove(sql);
            return false;
        }
        return true;
    }
}
