package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.id.AuditEventId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A store in memory that takes a while, can fail, and can hang.
final class FakeStore implements AuditStore {

    final Set<AuditEventId> stored = ConcurrentHashMap.newKeySet();
    final List<Integer> batches = new ArrayList<>();
    volatile int failures;
    volatile boolean hangs;
    volatile int delayMillis = 2;
    volatile int inFlight;
    volatile int mostInFlight;

    private final Vertx vertx;

    FakeStore(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public synchronized Future<Void> append(List<AuditRecord> batch) {
        batches.add(batch.size());
        mostInFlight = Math.max(mostInFlight, ++inFlight);
        if (hangs) {
            inFlight--;
            return Future.future(_ -> {});
        }
        if (failures > 0) {
            failures--;
            inFlight--;
            return Future.failedFuture(new IllegalStateException("store is down"));
        }
        return vertx.timer(delayMillis, TimeUnit.MILLISECONDS).map(_ -> {
            inFlight--;
            batch.forEach(record -> stored.add(record.id()));
            return null;
        });
    }

    @Override
    public Future<Void> appendAgain(List<AuditRecord> batch) {
        return append(batch);
    }

    @Override
    public Future<Void> probe() {
        return failures > 0 || hangs
                ? Future.failedFuture(new IllegalStateException("still down"))
                : Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
