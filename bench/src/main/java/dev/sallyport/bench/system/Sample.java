package dev.sallyport.bench.system;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// One stretch of one side.
///
/// @param cpuMicros processor time of the server for each request
/// @param machineMicros processor time of everything on the machine for each request: load, databases and all
/// @param others share of the machine that others used meanwhile
/// @param leased share of the calls that ran on a connection of their own, not on the pipelined lane
record Sample(
        double perSecond,
        double p50Micros,
        double p99Micros,
        double cpuMicros,
        double machineMicros,
        double others,
        double leased) {

    static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return median(samples.stream().mapToDouble(of).toArray());
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
