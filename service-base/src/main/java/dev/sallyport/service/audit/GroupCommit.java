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

/// One writer: while a batch is on its way to the disk, the next one gathers. Batches are therefore as large as the
/// load is high, and a lone record waits for nothing. Under load the writer rests after each batch, because a commit
/// costs the same for one record as for twenty: until enough records wait, or none came for a while, or the batch
/// before began long enough ago.
///
/// A failed append is tried once more (a connection may have died); then the store counts as away: what waits is
/// refused, what comes is refused at once, and a probe looks for the store until it answers.
final class GroupCommit {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    /// A batch of at least so many records says that there is load.
    private static final int CROWD = 4;

    /// So many waiting records end a rest.
    private static final int ENOUGH = 24;

    /// So long after the beginning of a batch the next one begins at the latest.
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// A rest ends once nobody came for so long: whoever will come waits for this batch.
    private static final long LULL_MILLIS = 2;

    private final Vertx vertx;
    private final AuditStore store;
    private final AuditConfig config;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();

    /// While it rests, `writing` stays set; who takes this back goes on writing.
    private final AtomicBoolean resting = new AtomicBoolean();

    private volatile boolean away;
    private volatile boolean closed;

    GroupCommit(Vertx vertx, AuditStore store, AuditConfig config) {
        this.vertx = vertx;
        this.store = store;
        this.config = config;
    }

    Future<Void> submit(AuditRecord record) {
        if (away || closed) {
            return Future.failedFuture(new AuditUnavailableException(closed ? "log is closed" : "store is away"));
        }
        if (waiting.incrementAndGet() > config.queueCapacity()) {
            waiting.decrementAndGet();
            return Future.failedFuture(new AuditUnavailableException("too many records wait for the store"));
        }
        var entry = new Entry(record, Promise.promise(), Vertx.currentContext());
        queue.add(entry);
        if (resting.get()) {
            if (waiting.get() >= ENOUGH) {
                goOn();
            }
        } else {
            write();
        }
        return entry.promise.future();
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
        var batch = next();
        if (batch.isEmpty()) {
            done();
            return;
        }
        long began = System.nanoTime();
        var records = batch.stream().map(Entry::record).toList();
        append(store::append, records)
                .recover(_ -> append(store::appendAgain, records))
                .onComplete(result -> {
                    waiting.addAndGet(-batch.size());
                    if (result.failed()) {
                        lost(batch, result.cause());
                        done();
                        return;
                    }
                    if (batch.size() >= CROWD && waiting.get() < ENOUGH) {
                        resting.set(true);
                        rest(began + PACE_NANOS);
                    } else {
                        done();
                    }
                    batch.forEach(entry -> entry.settle(null));
                });
    }

    private void rest(long until) {
        int before = waiting.get();
        vertx.setTimer(LULL_MILLIS, _ -> {
            if (!resting.get()) {
                return;
            }
            if (waiting.get() > before && System.nanoTime() < until) {
                rest(until);
            } else {
                goOn();
            }
        });
    }

    private void goOn() {
        if (resting.compareAndSet(true, false)) {
            done();
        }
    }

    private void done() {
        writing.set(false);
        write();
    }

    private List<Entry> next() {
        var batch = new ArrayList<Entry>(Math.min(waiting.get(), config.maxBatch()) + 1);
        while (batch.size() < config.maxBatch()) {
            var entry = queue.poll();
            if (entry == null) {
                break;
            }
            batch.add(entry);
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

    private record Entry(
            AuditRecord record,
            Promise<Void> promise,
            @Nullable Context context) {

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
