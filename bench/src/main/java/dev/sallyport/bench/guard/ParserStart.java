package dev.sallyport.bench.guard;

import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long the first parser takes in a fresh JVM, and what each parser thread keeps on the heap. Prints two lines.
public final class ParserStart {

    private static final int POOLS = 8;

    private ParserStart() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        ParserPool first = open();
        System.out.printf(
                "start_ms=%d%n", Duration.ofNanos(System.nanoTime() - start).toMillis());

        first.parse(Statements.LONG);
        long before = usedHeap();
        List<ParserPool> more = new ArrayList<>();
        for (int i = 0; i < POOLS; i++) {
            more.add(open());
            more.getLast().parse(Statements.LONG);
        }
        System.out.printf("heap_mib_per_thread=%.1f%n", (usedHeap() - before) / (double) POOLS / (1 << 20));
        more.forEach(ParserPool::close);
        first.close();
    }

    private static ParserPool open() {
        return ParserPool.open(new ParserSettings(1, 16, TextLimits.ofFile()));
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
