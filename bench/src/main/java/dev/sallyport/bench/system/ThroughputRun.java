package dev.sallyport.bench.system;

import java.util.HashMap;
import java.util.List;

/// Closed loops, over 32 connections where nothing else is said.
final class ThroughputRun {

    /// What runs seldom is compiled late; until then the compiler takes its time from one side alone.
    private static final double WARM_UP_SECONDS = 90;

    /// What is compared closely waits for what runs once a batch, too.
    private static final double LONG_WARM_UP_SECONDS = 150;

    /// A side that waited for the others' warm-up may have closed its idle pools.
    private static final double WAKE_UP_SECONDS = 2;

    /// What is compared closely takes rounds until the ratio is good to this much.
    private static final double GOOD_TO = 0.007;

    private static final int ROUNDS = 48;
    private static final int MOST_ROUNDS = 240;

    /// A shared host changes the speed of each processor by up to a third for seconds: short turns meet the same speed.
    private static final double STRETCH_SECONDS = 1.5;

    private static final String KMS_CALLS = "sallyport_kms_calls_total";
    private static final String DECAPSULATIONS = "sallyport_decapsulations_total";

    private ThroughputRun() {}

    static boolean outbound() throws Exception {
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            var sides = new Sides(stack);
            Side floor = sides.floor();
            Side proxy = sides.proxy();
            Side bouncyCastle = sides.bouncyCastle();
            var run = new Interleaved(stack, List.of(floor, proxy, bouncyCastle));
            run.warmUp(WARM_UP_SECONDS);
            run.warmUp(WAKE_UP_SECONDS);
            double kms = Counts.counter(proxy.port(), KMS_CALLS);
            double decapsulations = Counts.counter(proxy.port(), DECAPSULATIONS);
            run.rounds(6, 8);
            boolean valid = run.report();
            var goals = new Goals();
            goals.atLeast("P1 enveloped lookups over the HTTP floor", 0.09, run.ratio(proxy, floor, Sample::perSecond));
            goals.atLeast(
                    "P1 over the same server pinned to BouncyCastle",
                    1.5,
                    run.ratio(proxy, bouncyCastle, Sample::perSecond));
            goals.atMost("P11 KMS calls in steady state", 0, Counts.counter(proxy.port(), KMS_CALLS) - kms);
            goals.atMost(
                    "P11 decapsulations in steady state",
                    0,
                    Counts.counter(proxy.port(), DECAPSULATIONS) - decapsulations);
            return goals.report() & valid;
        }
    }

    /// @param callers of which each waits for its answer: a batch has no more records
    static boolean audit(int callers) throws Exception {
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            var sides = new Sides(stack);
            List<Side> both = sides.withAndWithout("audit");
            String what = "P9 with audit over without, " + callers + " callers";
            return compared(new Interleaved(stack, both, callers), both, what, 0.95);
        }
    }

    static boolean guard() throws Exception {
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            var sides = new Sides(stack);
            List<Side> both = sides.withAndWithout("guard");
            return compared(new Interleaved(stack, both), both, "with the guard over without", 0.98);
        }
    }

    /// The proxy with other settings beside itself.
    static boolean settings(List<String> words) throws Exception {
        var settings = new HashMap<String, String>();
        for (String word : words) {
            settings.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        try (RunningStack stack = RunningStack.start()) {
            CustomerTable.make(stack);
            var sides = new Sides(stack);
            Side changed = sides.replica("proxy " + words.getFirst(), List.of(), settings, true);
            List<Side> both = List.of(changed, sides.proxy());
            return compared(new Interleaved(stack, both), both, "changed over as it is", 1);
        }
    }

    /// @param sides the first over the second
    private static boolean compared(Interleaved run, List<Side> sides, String what, double goal) throws Exception {
        Side with = sides.getFirst();
        Side without = sides.getLast();
        run.warmUp(LONG_WARM_UP_SECONDS);
        run.rounds(ROUNDS, STRETCH_SECONDS);
        while (run.of(with).size() < MOST_ROUNDS && run.uncertainty(with, without, Sample::perSecond) > GOOD_TO) {
            run.rounds(ROUNDS / 2, STRETCH_SECONDS);
        }
        boolean valid = run.report();
        var goals = new Goals();
        goals.atLeast(what + ", calls/s", goal, run.ratio(with, without, Sample::perSecond));
        boolean reached = goals.report();
        System.out.printf(
                "%d rounds; standard error of the ratio %.3f%n",
                run.of(with).size(), run.uncertainty(with, without, Sample::perSecond));
        System.out.printf(
                "CPU a call, with over without: of the server %.3f, of the machine %.3f%n",
                run.ratio(with, without, Sample::cpuMicros), run.ratio(with, without, Sample::machineMicros));
        return reached & valid;
    }
}
