package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageIT {

    private static EmbeddedPostgres server;
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        server = EmbeddedPostgres.start();
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws Exception {
        await(vertx.close());
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void under_load_an_outage_loses_no_acknowledged_record_and_ends_within_5_s_of_the_stores_return(int seconds)
            throws Exception {
        // Given
        var database = AuditDatabase.on(server);
        var log = PgAuditLog.open(vertx, database.appOptions(), Samples.config(Duration.ofSeconds(1)));
        var load = new Load(log);
        load.start();
        load.awaitAcknowledged(200);

        // When
        server.stop();
        Thread.sleep(seconds * 1000L);
        int refusedBefore = load.refused.get();
        server.resume();
        long back = System.nanoTime();
        load.awaitAcknowledged(load.acknowledged.size() + 50);
        long recoveryMillis = (System.nanoTime() - back) / 1_000_000;
        load.stop();

        // Then
        assertThat(refusedBefore).as("no audit, no operation").isPositive();
        assertThat(recoveryMillis).isLessThan(5_000);
        Set<String> stored = new HashSet<>(database.column("SELECT event_id FROM audit.event"));
        assertThat(stored).containsAll(load.acknowledged);
        assertThat(database.count("audit.event")).isEqualTo(stored.size());
        await(log.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /// Callers that wait for each record before they give the next one.
    private static final class Load {

        private static final int CALLERS = 16;

        final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        final AtomicInteger refused = new AtomicInteger();
        private final AuditLog log;
        private final AtomicInteger running = new AtomicInteger();
        private volatile boolean stopped;

        Load(AuditLog log) {
            this.log = log;
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
}
