package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    /// Seconds; `-Dsallyport.audit.outage-seconds=60` adds a long one.
    static IntStream outages() {
        return IntStream.concat(
                IntStream.of(1, 10),
                Stream.ofNullable(Integer.getInteger("sallyport.audit.outage-seconds"))
                        .mapToInt(Integer::intValue));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void under_load_an_outage_loses_no_acknowledged_record_and_ends_within_5_s_of_the_stores_return(int seconds)
            throws Exception {
        // Given
        var database = AuditDatabase.on(server);
        var log = PgAuditLog.open(vertx, database.appOptions(), Samples.config(Duration.ofSeconds(1)));
        var load = new Load(vertx, log);
        load.start();
        load.awaitAcknowledged(200);

        // When
        server.stop();
        Thread.sleep(seconds * 1000L);
        int refusedBefore = load.refused();
        server.resume();
        long back = System.nanoTime();
        load.awaitAcknowledged(load.acknowledged().size() + 50);
        long recoveryMillis = (System.nanoTime() - back) / 1_000_000;
        load.stop();

        // Then
        assertThat(refusedBefore).as("no audit, no operation").isPositive();
        assertThat(recoveryMillis).isLessThan(5_000);
        System.out.printf(
                "outage=%ds acknowledged=%d refused=%d recovery=%dms%n",
                seconds, load.acknowledged().size(), refusedBefore, recoveryMillis);
        Set<String> stored = new HashSet<>(database.column("SELECT event_id FROM audit.event"));
        assertThat(stored).containsAll(load.acknowledged());
        assertThat(database.count("audit.event")).isEqualTo(stored.size());
        await(log.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
