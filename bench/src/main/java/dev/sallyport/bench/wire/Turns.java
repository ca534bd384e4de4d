package dev.sallyport.bench.wire;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Lets contenders take turns at one piece of work and prints the median round of each: operations a second, and
/// processor time of this process for each, which other programs on the machine disturb less.
final class Turns {

    private final Duration round;
    private final int rounds;

    Turns(Duration round, int rounds) {
        this.round = round;
        this.rounds = rounds;
    }

    void take(String what, List<Contender> contenders, int inFlight, Function<Contender, IntFunction<Future<?>>> work)
            throws InterruptedException {
        double[][] rates = new double[contenders.size()][rounds];
        double[][] cpu = new double[contenders.size()][rounds];
        for (int turn = -1; turn < rounds; turn++) {
            for (int who = 0; who < contenders.size(); who++) {
                double[] measured = measure(work.apply(contenders.get(who)), inFlight);
                if (turn >= 0) {
                    rates[who][turn] = measured[0];
                    cpu[who][turn] = measured[1];
                }
            }
        }
        for (int who = 0; who < contenders.size(); who++) {
            System.out.printf(
                    "work=\"%s\" by=\"%s\" per_second=%.0f cpu_us=%.1f%n",
                    what, contenders.get(who).name(), median(rates[who]), median(cpu[who]));
        }
    }

    private double[] measure(IntFunction<Future<?>> work, int inFlight) throws InterruptedException {
        Semaphore window = new Semaphore(inFlight);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        long start = System.nanoTime();
        long cpu = cpuNanos();
        int done = 0;
        while (System.nanoTime() - start < round.toNanos()) {
            if (!window.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no answer for 20 seconds");
            }
            work.apply(done++).onComplete(answer -> {
                if (answer.failed()) {
                    failed.set(answer.cause());
                }
                window.release();
            });
        }
        window.acquire(inFlight);
        if (failed.get() != null) {
            throw new IllegalStateException("an operation failed", failed.get());
        }
        double took = System.nanoTime() - start;
        return new double[] {done * 1e9 / took, (cpuNanos() - cpu) / 1e3 / done};
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
