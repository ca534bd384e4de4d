package dev.sallyport.bench.system;

import dev.sallyport.bench.load.CpuTimes;
import dev.sallyport.bench.load.LoadClient;
import dev.sallyport.sdk.SallyportClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Lets sides take turns, A B B A, after each was warmed up, so that neither gains by what the other has warmed; checks
/// what they answered.
final class Interleaved {

    private static final int CONNECTIONS = 32;
    private static final double LONGEST_WARM_UP = 5;
    private static final double MOST_FOR_OTHERS = 0.1;

    /// For trying the bench itself: every stretch takes this many times as long. Figures count at 1 or more.
    private static final double SCALE = Double.parseDouble(System.getProperty("sallyport.bench.scale", "1"));

    private final RunningStack stack;
    private final List<Side> sides;
    private final int connections;
    private final Map<Side, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<Side, Long> requests = new LinkedHashMap<>();
    private int verified;
    private int rounds;
    private int repeated;

    Interleaved(RunningStack stack, List<Side> sides) {
        this(stack, sides, CONNECTIONS);
    }

    Interleaved(RunningStack stack, List<Side> sides, int connections) {
        this.stack = stack;
        this.sides = sides;
        this.connections = connections;
    }

    /// How a side is loaded for some seconds.
    interface Load {
        LoadClient.Stretch run(LoadClient client, double seconds) throws IOException;
    }

    /// In turns as well: the virtual machine throws away what it compiled for a side that rests for long.
    void warmUp(double seconds) throws Exception {
        for (double left = seconds; left > 0; left -= LONGEST_WARM_UP) {
            for (Side side : sides) {
                stretch(side, LoadClient::closedLoop, Math.min(left, LONGEST_WARM_UP));
            }
        }
    }

    void rounds(int count, double seconds) throws Exception {
        rounds(count, seconds, LoadClient::closedLoop);
    }

    /// A round that others disturbed is run again, up to a third as often as there are rounds.
    void rounds(int count, double seconds, Load load) throws Exception {
        int before = rounds;
        int mayRepeat = count / 3;
        while (rounds < before + count) {
            List<Sample> taken = round(seconds, load);
            if (mayRepeat > 0 && taken.stream().anyMatch(sample -> sample.others() > MOST_FOR_OTHERS)) {
                mayRepeat--;
                repeated++;
                continue;
            }
            for (int i = 0; i < taken.size(); i++) {
                samples.computeIfAbsent(inTurn().get(i), _ -> new ArrayList<>()).add(taken.get(i));
            }
            rounds++;
        }
    }

    /// A B, and B A the next time.
    private List<Side> inTurn() {
        return rounds % 2 == 0 ? sides : sides.reversed();
    }

    private List<Sample> round(double seconds, Load load) throws Exception {
        List<Sample> taken = new ArrayList<>();
        for (Side side : inTurn()) {
            Sample sample = stretch(side, load, seconds);
            taken.add(sample);
            System.out.printf(
                    "  round %d  %-24s %9.0f /s  p50 %6.2f ms  p99 %6.2f ms  %6.0f µs of CPU  others %4.1f %%  on leases"
                            + " %3.0f %%%n",
                    rounds + 1,
                    side.name(),
                    sample.perSecond(),
                    sample.p50Micros() / 1000,
                    sample.p99Micros() / 1000,
                    sample.cpuMicros(),
                    sample.others() * 100,
                    sample.leased() * 100);
        }
        return taken;
    }

    private Sample stretch(Side side, Load load, double seconds) throws Exception {
        side.turn().take();
        try (LoadClient client = new LoadClient(side.port(), connections, side.traffic());
                SallyportClient sdk = stack.client()) {
            long audited = Counts.concluded(stack);
            double leased = leased(side);
            CpuTimes before = CpuTimes.now();
            LoadClient.Stretch run = load.run(client, seconds * SCALE);
            CpuTimes after = CpuTimes.now();
            verified += EnvelopeCheck.verify(sdk, side, run.kept());
            requests.merge(side, run.requests(), Long::sum);
            requireAudited(side, run.requests(), Counts.concluded(stack) - audited);
            return new Sample(
                    run.perSecond(),
                    run.micros().getValueAtPercentile(50),
                    run.micros().getValueAtPercentile(99),
                    after.microsSince(before, side.pids()) / run.requests(),
                    after.machineMicrosSince(before) / run.requests(),
                    after.othersSince(before),
                    (leased(side) - leased) / run.requests());
        }
    }

    private static double leased(Side side) throws Exception {
        return side.enveloped()
                ? Counts.counter(side.port(), "sallyport_outbound_hop_seconds_count", "hop=\"lease\"")
                : 0;
    }

    private static void requireAudited(Side side, long requests, long events) {
        long expected = side.audited() ? requests : 0;
        if (events != expected) {
            throw new IllegalStateException(
                    side.name() + ": " + requests + " answers and " + events + " events, expected " + expected);
        }
    }

    List<Sample> of(Side side) {
        return samples.getOrDefault(side, List.of());
    }

    /// Prints the medians; false where others disturbed a stretch.
    boolean report() {
        System.out.printf(
                "%n%-26s %10s %10s %10s %14s %14s %10s%n",
                "median of rounds", "calls/s", "p50 ms", "p99 ms", "CPU µs a call", "of the machine", "on leases");
        for (Side side : sides) {
            System.out.printf(
                    "%-26s %10.0f %10.2f %10.2f %14.0f %14.0f %8.0f %%%n",
                    side.name(),
                    Sample.median(of(side), Sample::perSecond),
                    Sample.median(of(side), Sample::p50Micros) / 1000,
                    Sample.median(of(side), Sample::p99Micros) / 1000,
                    Sample.median(of(side), Sample::cpuMicros),
                    Sample.median(of(side), Sample::machineMicros),
                    Sample.median(of(side), Sample::leased) * 100);
        }
        System.out.println(verified + " answers of the run were opened and compared; "
                + requests.values().stream().mapToLong(n -> n).sum()
                + " calls in all; events in the audit log as many as audited answers");
        double others = samples.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Sample::others)
                .max()
                .orElse(0);
        System.out.printf("most that others used of the machine during a stretch: %.1f %%%n", others * 100);
        if (repeated > 0) {
            System.out.println(repeated + " rounds were run again because others used more of it");
        }
        if (others > MOST_FOR_OTHERS) {
            System.out.println("INVALID: others used more than 10 % of the machine");
        }
        if (SCALE < 1) {
            System.out.println("INVALID: a trial with short stretches");
        }
        return others <= MOST_FOR_OTHERS && SCALE >= 1;
    }

    /// One side's figure over the other's in the same round: the geometric mean over the rounds, without the highest
    /// tenth and the lowest.
    double ratio(Side of, Side over, ToDoubleFunction<Sample> figure) {
        double[] logarithms = logarithms(of, over, figure);
        Arrays.sort(logarithms);
        int left = logarithms.length < 3 ? 0 : Math.ceilDiv(logarithms.length, 10);
        return Math.exp(Arrays.stream(logarithms, left, logarithms.length - left)
                .average()
                .orElseThrow());
    }

    /// Standard error of the mean over all rounds, as a share of the ratio.
    double uncertainty(Side of, Side over, ToDoubleFunction<Sample> figure) {
        double[] logarithms = logarithms(of, over, figure);
        double mean = Arrays.stream(logarithms).average().orElseThrow();
        double squares = Arrays.stream(logarithms)
                .map(logarithm -> (logarithm - mean) * (logarithm - mean))
                .sum();
        return Math.sqrt(squares / (logarithms.length - 1) / logarithms.length);
    }

    private double[] logarithms(Side of, Side over, ToDoubleFunction<Sample> figure) {
        List<Sample> first = of(of);
        List<Sample> second = of(over);
        double[] logarithms = new double[first.size()];
        for (int i = 0; i < logarithms.length; i++) {
            logarithms[i] = Math.log(figure.applyAsDouble(first.get(i)) / figure.applyAsDouble(second.get(i)));
        }
        return logarithms;
    }
}
