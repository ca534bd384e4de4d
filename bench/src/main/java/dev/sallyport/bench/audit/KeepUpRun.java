package dev.sallyport.bench.audit;

import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.sequence.Sequencer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Events at a steady rate with the sequencer running: how far it is behind, and how much memory the JVM keeps.
final class KeepUpRun {

    private KeepUpRun() {}

    static void run(BenchDatabase database, int perSecond, int seconds) throws Exception {
        var vertx = Vertx.vertx();
        var log = PgAuditLog.open(vertx, database.options(), BenchDatabase.auditConfig());
        var signer = BenchDatabase.signer();
        var sequencer =
                new Sequencer(vertx, database.options(), "proxy", () -> signer, BenchDatabase.sequencerConfig());
        sequencer.start();
        var durable = new AtomicLong();
        var refused = new AtomicLong();
        long start = System.nanoTime();
        long offered = 0;
        long reportAt = start + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
            long due = (System.nanoTime() - start) * perSecond / 1_000_000_000L;
            for (; offered < due; offered++) {
                log.conclude(BenchDatabase.record())
                        .onSuccess(_ -> durable.incrementAndGet())
                        .onFailure(_ -> refused.incrementAndGet());
            }
            Thread.sleep(2);
            if (System.nanoTime() > reportAt) {
                report(database, start, durable, refused);
                reportAt += TimeUnit.SECONDS.toNanos(Math.max(5, seconds / 12));
            }
        }
        long end = System.nanoTime();
        while (database.number("SELECT coalesce(max(tree_size), 0) FROM audit.head") < durable.get()) {
            Thread.sleep(20);
        }
        System.out.printf(
                "offered %d durable %d refused %d; all under a head %d ms after the last%n",
                offered, durable.get(), refused.get(), (System.nanoTime() - end) / 1_000_000);
        sequencer.close().toCompletionStage().toCompletableFuture().get();
        log.close().toCompletionStage().toCompletableFuture().get();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private static void report(BenchDatabase database, long start, AtomicLong durable, AtomicLong refused)
            throws Exception {
        long head = database.number("SELECT coalesce(max(tree_size), 0) FROM audit.head");
        long behind = durable.get() - head;
        System.gc();
        long heap = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
        System.out.printf(
                "%4d s  durable %d  under a head %d  behind %d  refused %d  heap %d MiB%n",
                (System.nanoTime() - start) / 1_000_000_000, durable.get(), head, behind, refused.get(), heap);
    }
}
