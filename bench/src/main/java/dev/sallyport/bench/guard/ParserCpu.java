package dev.sallyport.bench.guard;

import dev.sallyport.guard.parser.Parsed;
import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
import java.lang.management.ManagementFactory;

/// CPU time of the parser's thread per text, for machines that are busy with other work: prints one line per round.
public final class ParserCpu {

    private static final int ROUNDS = 12;

    private ParserCpu() {}

    public static void main(String[] args) {
        try (var pool = ParserPool.open(new ParserSettings(1, 16, TextLimits.ofFile()))) {
            for (int round = 0; round < ROUNDS; round++) {
                System.out.printf(
                        "short_us=%.1f long_us=%.1f%n",
                        micros(pool, Statements.SHORT, 4_000), micros(pool, Statements.LONG, 250));
            }
        }
    }

    /// What is made of a submitted text runs on the parser's thread.
    private static double micros(ParserPool pool, String sql, int texts) {
        return pool.submit(sql, _ -> {
                    long start = cpuNanos();
                    for (int i = 0; i < texts; i++) {
                        if (!(pool.parse(sql) instanceof Parsed.Tree)) {
                            throw new IllegalStateException("a text of the benchmark was not parsed");
                        }
                    }
                    return (cpuNanos() - start) / 1_000.0 / texts;
                })
                .join();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
