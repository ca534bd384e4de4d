package dev.sallyport.bench.crypto;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The benchmark of [EnvelopeBench] as processor time of the calling thread, the backends taking turns in rounds of one
/// second, so that figures hold on a machine that does other work too. Prints the median of the rounds, and ends with 1
/// where the JDK does not seal 1 KiB at least 1.5 times as fast as BouncyCastle, or the calibrated choice is over a
/// tenth slower than the better of both.
public final class SealCpu {
    private static final int WARM_UP_ROUNDS = 4;
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 1_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private SealCpu() {}

    public static void main(String[] arguments) {
        Map<String, Double> seal1k = measure(1024);
        measure(65536);
        double best = Math.min(seal1k.getOrDefault("bc", 0.0), seal1k.getOrDefault("jdk", 0.0));
        double ratio = seal1k.getOrDefault("bc", 0.0) / seal1k.getOrDefault("jdk", 1.0);
        double calibrated = seal1k.getOrDefault("calibrated", 0.0) / best;
        System.out.printf("seal 1 KiB: bc / jdk = %.2f; calibrated / better = %.2f%n", ratio, calibrated);
        System.exit(ratio >= 1.5 && calibrated <= 1.1 ? 0 : 1);
    }

    private static Map<String, Double> measure(int plaintextBytes) {
        Map<String, EnvelopeBench> benches = new LinkedHashMap<>();
        for (String backend : new String[] {"bc", "jdk", "calibrated"}) {
            EnvelopeBench bench = new EnvelopeBench();
            bench.backend = backend;
            bench.plaintextBytes = plaintextBytes;
            bench.prepare();
            benches.put(backend, bench);
        }
        Map<String, Double> seal = rounds(benches, EnvelopeBench::serverSeal);
        Map<String, Double> open = rounds(benches, EnvelopeBench::clientOpen);
        System.out.printf("%d bytes, CPU us per operation: seal %s, open %s%n", plaintextBytes, seal, open);
        return seal;
    }

    private interface Work {
        Object run(EnvelopeBench bench);
    }

    private static Map<String, Double> rounds(Map<String, EnvelopeBench> benches, Work work) {
        Map<String, double[]> figures = new LinkedHashMap<>();
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (Map.Entry<String, EnvelopeBench> bench : benches.entrySet()) {
                double micros = round(bench.getValue(), work);
                if (round >= 0) {
                    figures.computeIfAbsent(bench.getKey(), _ -> new double[ROUNDS])[round] = micros;
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        figures.forEach((name, values) -> {
            Arrays.sort(values);
            medians.put(name, Math.round(values[ROUNDS / 2] * 10) / 10.0);
        });
        return medians;
    }

    private static double round(EnvelopeBench bench, Work work) {
        long start = THREADS.getCurrentThreadCpuTime();
        long taken = 0;
        int count = 0;
        while (taken < ROUND_NANOS) {
            if (work.run(bench) == null) {
                throw new IllegalStateException("no result");
            }
            count++;
            taken = THREADS.getCurrentThreadCpuTime() - start;
        }
        return taken / 1000.0 / count;
    }
}
