package dev.sallyport.bench.audit;

import dev.sallyport.bench.load.CpuTimes;
import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.sequence.Sequencer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Processor time of an event, by process or thread: what the writer, the sequencer and PostgreSQL take, without
/// the threads that make the records. Counts every PostgreSQL of the machine: nothing else may use one meanwhile.
final class CostRun {

    private static final int WARM_UP_SECONDS = 6;
    private static final long SIGNATURE_NANOS = 230_000;

    private CostRun() {}

    /// @param lengths of the records, so many different ones
    static void run(BenchDatabase database, int callers, int seconds, int lengths) throws Exception {
        var vertx = Vertx.vertx();
        var log = PgAuditLog.open(vertx, database.options(), BenchDatabase.auditConfig());
        var signer = BenchDatabase.signer();
        var sequencer =
                new Sequencer(vertx, database.options(), "proxy", () -> signer, BenchDatabase.sequencerConfig());
        sequencer.start();
        offer(log, callers, WARM_UP_SECONDS, lengths);
        var before = cpuMillis();
        long commits = commits(database);
        long wal = wal(database);
        long events = offer(log, callers, seconds, lengths);
        var after = cpuMillis();
        double sum = 0;
        for (var entry : after.entrySet()) {
            double micros = (entry.getValue() - before.getOrDefault(entry.getKey(), 0L)) * 1000.0 / events;
            sum += micros;
            if (micros >= 0.05) {
                System.out.printf("%-60s %6.1f us an event%n", entry.getKey(), micros);
            }
        }
        System.out.printf(
                "%-60s %6.1f us an event; %d events/s, %.1f a commit, %d bytes of WAL each%n",
                "all",
                sum,
                events / seconds,
                (double) events / (commits(database) - commits),
                (wal(database) - wal) / events);
        sequencer.close().toCompletionStage().toCompletableFuture().get();
        log.close().toCompletionStage().toCompletableFuture().get();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    /// Callers in a closed loop, as those of a proxy whose one signer is the bottleneck.
    ///
    /// @return answers, each of which waited for its event and its signature
    private static long offer(PgAuditLog log, int callers, int seconds, int lengths) throws InterruptedException {
        var answers = new AtomicLong();
        var ended = new CountDownLatch(callers);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (var calls = thread("load-calls");
                var signer = thread("load-signer")) {
            for (int i = 0; i < callers; i++) {
                calls.execute(() -> call(log, calls, signer, answers, ended, end, lengths));
            }
            ended.await();
        }
        return answers.get();
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
    }

    private static void call(
            PgAuditLog log,
            ExecutorService calls,
            ExecutorService signer,
            AtomicLong answers,
            CountDownLatch ended,
            long end,
            int lengths) {
        if (System.nanoTime() > end) {
            ended.countDown();
            return;
        }
        var signing = Promise.<Void>promise();
        var signed = Promise.<Void>promise();
        var durable =
                log.conclude(BenchDatabase.record(ThreadLocalRandom.current().nextInt(lengths)), signing.future());
        signer.execute(() -> {
            signing.complete();
            long until = System.nanoTime() + SIGNATURE_NANOS;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            signed.complete();
        });
        Future.all(durable, signed.future()).onComplete(both -> {
            if (both.failed()) {
                System.err.println("failed: " + both.cause());
                ended.countDown();
                return;
            }
            answers.incrementAndGet();
            calls.execute(() -> call(log, calls, signer, answers, ended, end, lengths));
        });
    }

    private static long commits(BenchDatabase database) throws Exception {
        return database.number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
    }

    private static long wal(BenchDatabase database) throws Exception {
        return database.number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
    }

    private static Map<String, Long> cpuMillis() throws IOException {
        var times = new TreeMap<String, Long>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                var name = title(process);
                if (name.startsWith("postgres:")) {
                    long pid = Long.parseLong(process.getFileName().toString());
                    times.merge(name, Math.round(CpuTimes.micros(pid) / 1_000), Long::sum);
                }
            }
        }
        var threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            long nanos = threads.getThreadCpuTime(id);
            if (info != null && nanos > 0 && !info.getThreadName().startsWith("load-")) {
                times.merge("java: " + info.getThreadName(), nanos / 1_000_000, Long::sum);
            }
        }
        return times;
    }

    /// A PostgreSQL process names its work in its command line; empty for a process that has just ended.
    private static String title(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException _) {
            return "";
        }
    }
}
