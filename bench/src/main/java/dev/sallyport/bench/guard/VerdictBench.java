package dev.sallyport.bench.guard;

import dev.sallyport.guard.SqlGuard;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Verdicts: from the cache, and made anew (each miss is another text of the same length). Run with `-prof gc` to see
/// what a hit allocates: the key alone.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class VerdictBench {

    private static final int DIFFERENT = 1_000_000;
    private static final int ROUNDS = 200;

    private final SqlGuard guard = SqlGuard.open(new ParserSettings(1, 16, TextLimits.ofFile()), 1_000_000);
    private int next;

    public VerdictBench() {
        guard.judge(Statements.SHORT, Purpose.QUERY, Policy.STANDARD);
        guard.judge(Statements.LONG, Purpose.QUERY, Policy.STANDARD);
    }

    @TearDown
    public void close() {
        guard.close();
    }

    @Benchmark
    public Optional<Verdict> hitShort() {
        return guard.known(Statements.SHORT, Purpose.QUERY, Policy.STANDARD);
    }

    @Benchmark
    public Optional<Verdict> hitLong() {
        return guard.known(Statements.LONG, Purpose.QUERY, Policy.STANDARD);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long missShort() {
        return onParserThread(Statements.SHORT);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long missLong() {
        return onParserThread(Statements.LONG);
    }

    /// What one caller waits for that has nothing else to do: two threads are woken for every verdict.
    @Benchmark
    public Verdict missShortHandedOver() {
        return guard.judge(differing(Statements.SHORT), Purpose.QUERY, Policy.STANDARD);
    }

    /// What is made of a submitted text runs on the parser's thread, where judging needs no hand-over.
    private long onParserThread(String sql) {
        return guard.parsers()
                .submit("SELECT 1", _ -> {
                    long reads = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        Verdict verdict = guard.judge(differing(sql), Purpose.QUERY, Policy.STANDARD);
                        reads += verdict.plainRead() ? 1 : 0;
                    }
                    return reads;
                })
                .join();
    }

    private String differing(String sql) {
        return sql + " -- " + another();
    }

    private int another() {
        next = next + 1 == DIFFERENT * 2 ? DIFFERENT : Math.max(next + 1, DIFFERENT);
        return next;
    }
}
