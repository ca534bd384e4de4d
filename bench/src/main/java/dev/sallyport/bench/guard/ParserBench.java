package dev.sallyport.bench.guard;

import dev.sallyport.guard.parser.Parsed;
import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
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

/// A cache miss: one statement through the parser. The first two stay on the parser's thread; `handedOver` is what a
/// caller on another thread waits for.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ParserBench {

    private static final int ROUNDS = 200;

    private final ParserPool pool = ParserPool.open(new ParserSettings(1, 16, TextLimits.ofFile()));

    @TearDown
    public void close() {
        pool.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long shortStatement() {
        return onParserThread(Statements.SHORT);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public long longStatement() {
        return onParserThread(Statements.LONG);
    }

    @Benchmark
    public Parsed handedOver() {
        return pool.parse(Statements.SHORT);
    }

    /// What is made of a submitted text runs on the parser's thread, where parsing needs no hand-over.
    private long onParserThread(String sql) {
        return pool.submit(sql, _ -> {
                    long bytes = 0;
                    for (int i = 0; i < ROUNDS; i++) {
                        bytes += ((Parsed.Tree) pool.parse(sql)).json().length;
                    }
                    return bytes;
                })
                .join();
    }
}
