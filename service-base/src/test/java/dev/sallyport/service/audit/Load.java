package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Callers that wait for each record before they give the next one, and a ledger of what was acknowledged.
final class Load {

    private static final int CALLERS = 16;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final Vertx vertx;
    private final AuditLog log;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean stopped;

    Load(Vertx vertx, AuditLog log) {
        this.vertx = vertx;
        this.log = log;
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    int refused() {
        return refused.get();
    }

    void start() {
        for (int i = 0; i < CALLERS; i++) {
            running.incrementAndGet();
            next();
        }
    }

    void awaitAcknowledged(int count) throws InterruptedException {
        for (int i = 0; i < 3_000 && acknowledged.size() < count; i++) {
            Thread.sleep(10);
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(count);
    }

    void awaitRefused() throws InterruptedException {
        for (int i = 0; i < 6_000 && refused.get() == 0; i++) {
            Thread.sleep(10);
        }
        assertThat(refused).hasPositiveValue();
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (int i = 0; i < 1_000 && running.get() > 0; i++) {
            Thread.sleep(10);
        }
    }

    private void next() {
        if (stopped) {
            running.decrementAndGet();
            return;
        }
        AuditRecord record = Samples.conclusion();
        log.conclude(record)
                .onSuccess(_ -> acknowledged.add(record.id().value()))
                .onFailure(_ -> refused.incrementAndGet())
                .onComplete(result -> vertx.setTimer(result.succeeded() ? 1 : 50, _ -> next()));
    }
}
