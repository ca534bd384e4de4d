package dev.sallyport.guard.parser;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.wasm.ChicoryException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A platform thread with one instance of the parser, which it replaces after any fault and when it has grown.
final class ParserThread extends Thread {

    /// Deep expressions use it up and end as [Parsed.Reason#TOO_DEEP].
    private static final long STACK_BYTES = 16L << 20;

    /// An instance that holds more after a text is replaced by a fresh one.
    private static final long KEPT_MEMORY_BYTES = 24L << 20;

    static final Duration BIRTH = Duration.ofSeconds(30);

    private final PgQueryFactory factory;
    private final BlockingQueue<ParserTask<?, ?>> queue;
    private final Watchdog watchdog;
    private final AtomicLong replaced;
    private final ParserTask<Parsed, Parsed> trial;

    private @Nullable PgQuery parser;
    private volatile @Nullable Throwable lastFault;
    private volatile boolean stopped;
    private long deadline;
    private boolean armed;
    private boolean expired;

    ParserThread(
            String name,
            PgQueryFactory factory,
            BlockingQueue<ParserTask<?, ?>> queue,
            Watchdog watchdog,
            AtomicLong replaced) {
        super(null, null, name, STACK_BYTES);
        this.factory = factory;
        this.queue = queue;
        this.watchdog = watchdog;
        this.replaced = replaced;
        trial = new ParserTask<>(
                parser -> parser.parsed(SqlText.of("SELECT 1").orElseThrow()),
                Parsed.Refused::new,
                parsed -> parsed,
                System.nanoTime() + BIRTH.toNanos());
        setDaemon(true);
    }

    /// What the thread's first parser made of a first text.
    CompletableFuture<Parsed> trial() {
        return trial.result();
    }

    @Override
    public void run() {
        perform(trial);
        while (!stopped) {
            try {
                perform(queue.take());
            } catch (InterruptedException _) {
                // close() interrupts; any other interrupt changes nothing
            }
        }
    }

    /// Runs the task and completes its outcome; only on this thread.
    <T> void perform(ParserTask<T, ?> task) {
        T outcome;
        if (task.late()) {
            outcome = task.refused().apply(Parsed.Reason.DEADLINE);
        } else {
            outcome = guarded(task);
        }
        task.finish(outcome);
    }

    private <T> T guarded(ParserTask<T, ?> task) {
        arm(task.deadline());
        try {
            T outcome = task.work().apply(parser());
            retireIfGrown();
            return outcome;
        } catch (RuntimeException | Error fault) {
            lastFault = fault;
            var reason = reason(fault);
            retire();
            return task.refused().apply(reason);
        } finally {
            disarm();
        }
    }

    private PgQuery parser() {
        PgQuery now = parser;
        if (now == null) {
            now = create();
            parser = now;
        }
        return now;
    }

    private PgQuery create() {
        try {
            return factory.create();
        } catch (RuntimeException | LinkageError e) {
            throw new NoParser(e);
        }
    }

    private void retireIfGrown() {
        if (parser != null && parser.memoryBytes() > KEPT_MEMORY_BYTES) {
            retire();
        }
    }

    private void retire() {
        if (parser != null) {
            parser = null;
            replaced.incrementAndGet();
        }
    }

    private Parsed.Reason reason(Throwable fault) {
        if (fault instanceof ChicoryInterruptedException || isExpired()) {
            return Parsed.Reason.DEADLINE;
        }
        if (fault instanceof NoParser) {
            return Parsed.Reason.POOL_DEAD;
        }
        if (fault instanceof PgQuery.OutOfMemory || fault instanceof OutOfMemoryError || hitMemoryCap()) {
            return Parsed.Reason.TOO_LARGE;
        }
        if (parser != null && parser.hitStackEnd()
                || fault instanceof StackOverflowError
                || (fault instanceof ChicoryException && fault.getCause() instanceof StackOverflowError)) {
            return Parsed.Reason.TOO_DEEP;
        }
        return Parsed.Reason.FAULT;
    }

    private boolean hitMemoryCap() {
        return parser != null && parser.hitMemoryCap();
    }

    private synchronized void arm(long at) {
        deadline = at;
        expired = false;
        armed = true;
        watchdog.wake();
    }

    /// From here on the watchdog leaves this thread alone; an interrupt of its own is taken back.
    private synchronized void disarm() {
        armed = false;
        Thread.interrupted();
    }

    private synchronized boolean isExpired() {
        return expired;
    }

    /// Called by the watchdog: interrupts the module when its time is up; true while there is something to watch.
    synchronized boolean check(long now) {
        if (armed && now - deadline >= 0) {
            armed = false;
            expired = true;
            interrupt();
        }
        return armed;
    }

    /// What went wrong last, for the log; never shown to a caller.
    @Nullable
    Throwable lastFault() {
        return lastFault;
    }

    void shutDown() {
        stopped = true;
        interrupt();
    }

    private static final class NoParser extends RuntimeException {

        private static final long serialVersionUID = 1;

        NoParser(Throwable cause) {
            super(cause);
        }
    }
}
