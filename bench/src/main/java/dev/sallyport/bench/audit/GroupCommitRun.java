package dev.sallyport.bench.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.service.audit.PgAuditLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Durable events per second: group commit against one commit per event, same records, same run, A B A B.
final class GroupCommitRun {

    private static final int ROUNDS = 3;

    /// A plain table with a row for each event, as one would write it without batches.
    private static final String TABLE = """
            CREATE TABLE audit.single (event_id text COLLATE "C", stage smallint, at timestamptz, tenant_id text COLLATE "C",
            actor text COLLATE "C", decision smallint, integration_id text COLLATE "C", operation text COLLATE "C", canonical bytea,
            leaf_hash bytea, salt bytea, person text, address text, PRIMARY KEY (event_id, stage))
            """;

    private static final String SINGLE = """
            INSERT INTO audit.single (event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical,
            leaf_hash, salt, address) VALUES ($1, 2, $2, 'ten_bench', 'key_bench', 0, 'int_bench', 'query', $5, $6, $3, $4)
            """;

    private GroupCommitRun() {}

    static void run(BenchDatabase database, int seconds) throws Exception {
        database.run(TABLE, "GRANT INSERT ON audit.single TO PUBLIC");
        var vertx = Vertx.vertx();
        var log = PgAuditLog.open(vertx, database.options(), BenchDatabase.auditConfig());
        var one = pool(database, vertx, 1);
        var sixteen = pool(database, vertx, 16);
        for (int round = 0; round <= ROUNDS; round++) {
            var label = round == 0 ? "warm-up" : "round " + round;
            for (int inFlight : new int[] {32, 256, 1024}) {
                print(label, "group commit", inFlight, closedLoop(log::conclude, inFlight, seconds));
            }
            print(label, "one commit per event, one writer", 1, closedLoop(r -> single(one, r), 1, seconds));
            print(label, "one commit per event, 16 connections", 16, closedLoop(r -> single(sixteen, r), 16, seconds));
        }
        System.out.println("rows " + database.number("SELECT count(*) FROM audit.event"));
        log.close().toCompletionStage().toCompletableFuture().get();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static Pool pool(BenchDatabase database, Vertx vertx, int size) {
        return PgBuilder.pool()
                .connectingTo(database.options().setPipeliningLimit(1))
                .using(vertx)
                .with(new PoolOptions().setMaxSize(size))
                .build();
    }

    private static Future<Void> single(Pool pool, AuditRecord record) {
        return pool.preparedQuery(SINGLE)
                .execute(Tuple.of(
                        record.id().value(),
                        record.event().at().atOffset(ZoneOffset.UTC),
                        Buffer.buffer(record.disclosure().salt().bytes()),
                        record.disclosure().address(),
                        Buffer.buffer(record.canonical()),
                        Buffer.buffer(record.leaf().bytes())))
                .mapEmpty();
    }

    /// Durable events per second of `inFlight` callers that each wait for their event.
    private static double closedLoop(Function<AuditRecord, Future<Void>> append, int inFlight, int seconds)
            throws InterruptedException {
        var done = new AtomicLong();
        var ended = new CountDownLatch(inFlight);
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < inFlight; i++) {
            next(append, done, ended, end);
        }
        ended.await();
        return done.get() * 1e9 / (System.nanoTime() - start);
    }

    private static void next(
            Function<AuditRecord, Future<Void>> append, AtomicLong done, CountDownLatch ended, long end) {
        if (System.nanoTime() > end) {
            ended.countDown();
            return;
        }
        append.apply(BenchDatabase.record())
                .onSuccess(_ -> {
                    done.incrementAndGet();
                    next(append, done, ended, end);
                })
                .onFailure(cause -> {
                    System.err.println("failed: " + cause);
                    ended.countDown();
                });
    }

    private static void print(String label, String what, int inFlight, double perSecond) {
        System.out.printf("%-8s %-38s in flight %4d  %8.0f events/s%n", label, what, inFlight, perSecond);
    }
}
