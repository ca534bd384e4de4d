package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One writer: while a batch is on its way to the disk, the next one gathers. A batch begins as soon as one of its
/// records is needed, and takes all that wait: the answers that queue for their signatures share a commit, which
/// begins with the first of these signatures, and a lone record waits for nothing.
///
/// A failed append is tried once more (a connection may have died); then the store counts as away: what waits is
/// refused, what comes is refused at once, and a probe looks for the store until it answers.
final class GroupCommit {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    /// So many records in the queue begin a batch, needed or not.
    private static final int ENOUGH = 256;

    /// A record that nobody needs waits about so long, and never twice as long.
    private static final long PATIENCE_MILLIS = 25;

    private final Vertx vertx;
    private final Context context;
    private final AuditStore store;
    private final AuditConfig config;
    private final long patienceMillis;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();

    /// In the queue, or on their way to the disk.
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean patient = new AtomicBoolean();

    /// Somebody needs one of the records that wait.
    private volatile boolean needed;

    private volatile boolean away;
    private volatile boolean closed;

    GroupCommit(Vertx vertx, AuditStore store, AuditConfig config) {
        this(vertx, store, config, PATIENCE_MILLIS);
    }

    GroupCommit(Vertx vertx, AuditStore store, AuditConfig config, long patienceMillis) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.store = store;
        this.config = config;
        this.patienceMillis = patienceMillis;
    }

    /// @param need completes when the record is needed, in whatever way; it is written by itself soon after
    Future<Void> submit(AuditRecord record, Future<?> need) {
        if (away || closed) {
            return Future.failedFuture(new AuditUnavailableException(closed ? "log is closed" : "store is away"));
        }
        if (waiting.incrementAndGet() > config.queueCapacity()) {
            waiting.decrementAndGet();
            return Future.failedFuture(new AuditUnavailableException("too many records wait for the store"));
        }
        var entry = new Entry(record, Promise.promise(), Vertx.currentContext());
        queue.add(entry);
        if (queued.incrementAndGet() >= ENOUGH || need.isComplete() || away || closed) {
            needed = true;
            write();
        } else {
            need.onComplete(_ -> hasten(entry));
            watch(patienceMillis);
        }
        return entry.promise.future();
    }

    private void hasten(Entry entry) {
        if (entry.taken) {
            return;
        }
        needed = true;
        if (Context.isOnEventLoopThread()) {
            write();
        } else if (!writing.get()) {
            // Whoever signs has better things to do than to write.
            context.runOnContext(_ -> write());
        }
    }

    /// Looks after the oldest record for as long as any waits.
    private void watch(long millis) {
        if (patient.compareAndSet(false, true)) {
            context.runOnContext(_ -> vertx.setTimer(Math.max(1, millis), _ -> look()));
        }
    }

    private void look() {
        patient.set(false);
        var oldest = queue.peek();
        if (oldest == null) {
            return;
        }
        long left = patienceMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - oldest.since);
        if (left <= 0) {
            hasten(oldest);
        }
        watch(left > 0 ? left : patienceMillis);
    }

    boolean isAway() {
        return away;
    }

    int waiting() {
        return waiting.get();
    }

    /// Refuses what comes from now on and settles what waits; never fails.
    Future<Void> close() {
        closed = true;
        var settled = Promise.<Void>promise();
        awaitQuiet(settled);
        return settled.future().compose(_ -> store.close()).otherwiseEmpty();
    }

    private void awaitQuiet(Promise<Void> settled) {
        needed = true;
        write();
        if (queue.isEmpty() && !writing.get()) {
            settled.complete();
        } else {
            vertx.setTimer(5, _ -> awaitQuiet(settled));
        }
    }

    private void write() {
        if (queue.isEmpty() || !writing.compareAndSet(false, true)) {
            return;
        }
        needed = false;
        var batch = next();
        if (batch.isEmpty()) {
            done();
            return;
        }
        var records = batch.stream().map(Entry::record).toList();
        append(store::append, records)
                .recover(_ -> append(store::appendAgain, records))
                .onComplete(result -> {
                    waiting.addAndGet(-batch.size());
                    if (result.failed()) {
                        lost(batch, result.cause());
                    } else {
                        batch.forEach(entry -> entry.settle(null));
                    }
                    done();
                });
    }

    private void done() {
        writing.set(false);
        if (needed || queued.get() >= ENOUGH) {
            write();
        }
    }

    private List<Entry> next() {
        var batch = new ArrayList<Entry>(Math.min(waiting.get(), config.maxBatch()) + 1);
        while (batch.size() < config.maxBatch()) {
            var entry = queue.poll();
            if (entry == null) {
                break;
            }
            queued.decrementAndGet();
            entry.taken = true;
            batch.add(entry);
        }
        if (!queue.isEmpty()) {
            needed = true;
        }
        return batch;
    }

    private Future<Void> append(Function<List<AuditRecord>, Future<Void>> way, List<AuditRecord> records) {
        try {
            return way.apply(records).timeout(config.appendTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void lost(List<Entry> batch, Throwable cause) {
        LOG.errorf("audit.store.away cause=%s refused=%d", cause.getClass().getSimpleName(), batch.size());
        away = true;
        var failure = new AuditUnavailableException("store did not take the batch", cause);
        batch.forEach(entry -> entry.settle(failure));
        for (var entry = queue.poll(); entry != null; entry = queue.poll()) {
            queued.decrementAndGet();
            entry.taken = true;
            waiting.decrementAndGet();
            entry.settle(failure);
        }
        probeLater();
    }

    private void probeLater() {
        vertx.setTimer(config.probeInterval().toMillis(), _ -> probe());
    }

    private void probe() {
        if (closed) {
            return;
        }
        store.probe()
                .timeout(config.appendTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(result -> {
                    if (result.succeeded()) {
                        LOG.info("audit.store.back");
                        away = false;
                        write();
                    } else {
                        probeLater();
                    }
                });
    }

    private static final class Entry {

        private final AuditRecord record;
        private final Promise<Void> promise;
        private final @Nullable Context context;
        private final long since = System.nanoTime();

        /// It is part of a batch, or refused.
        private volatile boolean taken;

        Entry(AuditRecord record, Promise<Void> promise, @Nullable Context context) {
            this.record = record;
            this.promise = promise;
            this.context = context;
        }

        AuditRecord record() {
            return record;
        }

        void settle(@Nullable AuditUnavailableException failure) {
            if (context == null) {
                complete(failure);
            } else {
                context.runOnContext(_ -> complete(failure));
            }
        }

        private void complete(@Nullable AuditUnavailableException failure) {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failure);
            }
        }
    }
}
