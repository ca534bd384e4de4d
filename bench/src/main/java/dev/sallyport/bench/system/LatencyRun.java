package dev.sallyport.bench.system;

import java.util.List;

/// Open loop at 30 % of what the proxy does at most; latency from the intended time of sending.
final class LatencyRun {

    private static final double LOAD = 0.3;

    /// As of the other comparisons: while the compiler works, it takes one of the processors.
    private static final double WARM_UP_SECONDS = 90;

    private LatencyRun() {}

    static boolean run() throws Exception {
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            var sides = new Sides(stack);
            Side floor = sides.floor();
            Side proxy = sides.proxy();
            var closed = new Interleaved(stack, List.of(floor, proxy));
            closed.warmUp(WARM_UP_SECONDS);
            closed.rounds(2, 6);
            double rate = LOAD * Sample.median(closed.of(proxy), Sample::perSecond);
            System.out.printf("open loop at %.0f calls/s%n", rate);
            var open = new Interleaved(stack, List.of(floor, proxy));
            open.rounds(6, 8, (client, seconds) -> client.openLoop(seconds, rate));
            boolean valid = open.report();
            var goals = new Goals();
            goals.atMost("P8 p50 over the floor's, ms", 0.6, added(open, proxy, floor, Sample::p50Micros));
            goals.atMost("P8 p99 over the floor's, ms", 2, added(open, proxy, floor, Sample::p99Micros));
            return goals.report() & valid;
        }
    }

    private static double added(
            Interleaved run, Side of, Side over, java.util.function.ToDoubleFunction<Sample> figure) {
        return (Sample.median(run.of(of), figure) - Sample.median(run.of(over), figure)) / 1000;
    }
}
