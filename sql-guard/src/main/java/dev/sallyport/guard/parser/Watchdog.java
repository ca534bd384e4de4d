package dev.sallyport.guard.parser;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Interrupts parser threads whose deadline has passed; asleep while nothing is parsed.
final class Watchdog extends Thread {

    private static final long TICK_NANOS = 10_000_000;

    private volatile List<ParserThread> threads = List.of();
    private volatile boolean asleep;
    private volatile boolean stopped;

    Watchdog(String name) {
        super(name);
        setDaemon(true);
    }

    void watch(List<ParserThread> watched) {
        threads = List.copyOf(watched);
    }

    /// Cheap while the watchdog is awake.
    void wake() {
        if (asleep) {
            LockSupport.unpark(this);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            if (anyBusy()) {
                LockSupport.parkNanos(TICK_NANOS);
                continue;
            }
            asleep = true;
            if (!anyBusy() && !stopped) {
                LockSupport.park();
            }
            asleep = false;
        }
    }

    private boolean anyBusy() {
        long now = System.nanoTime();
        boolean busy = false;
        for (ParserThread thread : threads) {
            busy |= thread.check(now);
        }
        return busy;
    }

    void shutDown() {
        stopped = true;
        LockSupport.unpark(this);
    }
}
