package dev.sallyport.bench.guard;

import dev.sallyport.guard.SqlGuard;
import dev.sallyport.guard.parser.Parsed;
import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.lang.management.ManagementFactory;

/// CPU time of the parser's thread per text, for the parser alone and for the whole of a miss: key, parse, tree, walk,
/// every check, a place in the cache. For machines that are busy with other work: prints one line per round.
public final class GuardCpu {

    private static final int ROUNDS = 15;

    private final SqlGuard guard = SqlGuard.open(new ParserSettings(1, 16, TextLimits.ofFile()), 1_000_000);
    private long differing;

    private GuardCpu() {}

    public static void main(String[] args) {
        new GuardCpu().run();
    }

    private void run() {
        ParserPool pool = guard.parsers();
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf(
                    "short: parse_us=%.1f miss_us=%.1f long: parse_us=%.1f miss_us=%.1f%n",
                    micros(4_000, () -> parse(pool, Statements.SHORT)),
                    micros(4_000, this::missShort),
                    micros(250, () -> parse(pool, Statements.LONG)),
                    micros(250, this::missLong));
        }
        guard.close();
    }

    private static void parse(ParserPool pool, String sql) {
        if (!(pool.parse(sql) instanceof Parsed.Tree)) {
            throw new IllegalStateException("a text of the benchmark was not parsed");
        }
    }

    private void missShort() {
        miss(Statements.SHORT);
    }

    private void missLong() {
        miss(Statements.LONG);
    }

    private void miss(String sql) {
        if (!guard.judge(sql + " -- " + differing++, Purpose.QUERY, Policy.STANDARD)
                .plainRead()) {
            throw new IllegalStateException("a text of the benchmark is no plain read");
        }
    }

    /// What is made of a submitted text runs on the parser's thread.
    private double micros(int texts, Runnable each) {
        return guard.parsers()
                .submit("SELECT 1", _ -> {
                    long start = cpuNanos();
                    for (int i = 0; i < texts; i++) {
                        each.run();
                    }
                    return (cpuNanos() - start) / 1_000.0 / texts;
                })
                .join();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
