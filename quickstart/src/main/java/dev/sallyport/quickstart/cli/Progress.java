package dev.sallyport.quickstart.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Says what is being done once it takes longer than a second, and again every five. Safe for use by several
/// threads.
public final class Progress implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final PrintStream terminal;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());

    public Progress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /// Runs `work`, named `what` for people ("starting PostgreSQL").
    public <T> T step(String what, Callable<T> work) throws Exception {
        long start = System.nanoTime();
        var ticks = clock.scheduleAtFixedRate(
                () -> tell(what, start), QUIET.toMillis(), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.call();
        } finally {
            ticks.cancel(false);
        }
    }

    private void tell(String what, long start) {
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        terminal.println("… " + what + (seconds > 1 ? " (" + seconds + " s)" : ""));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
