package dev.sallyport.proxy.grant;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Since when the change stream is silent. Thread safe.
public final class StreamState {

    private static final long NEVER = Long.MIN_VALUE;

    private final Duration silence;
    private final Duration servesFor;
    private final AtomicLong lastHeardNanos = new AtomicLong(NEVER);

    StreamState(Duration silence, Duration servesFor) {
        this.silence = silence;
        this.servesFor = servesFor;
    }

    void heard() {
        lastHeardNanos.set(System.nanoTime());
    }

    /// Whether changes arrive: something was heard within the silence that counts as down.
    public boolean isAlive() {
        return heardWithin(silence);
    }

    /// Whether cached grants may still serve.
    public boolean mayServeCached() {
        return heardWithin(servesFor);
    }

    private boolean heardWithin(Duration limit) {
        long last = lastHeardNanos.get();
        return last != NEVER && System.nanoTime() - last <= limit.toNanos();
    }
}
