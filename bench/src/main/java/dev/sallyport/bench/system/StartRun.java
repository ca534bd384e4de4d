package dev.sallyport.bench.system;

import dev.sallyport.bench.load.LoadClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts the product again and again: the first time in an empty folder, then in what that left. Prints when each
/// service was ready, counted from the start of the launcher, and how much memory each holds after 1,000 calls.
final class StartRun {

    private static final double GOAL_SECONDS = 8;
    private static final double GOAL_MEGABYTES = 350;

    private StartRun() {}

    /// @param vault seconds until ready
    /// @param proxy seconds until ready
    private record Start(double vault, double proxy, double call, double vaultMegabytes, double proxyMegabytes) {}

    static boolean run(int times) throws Exception {
        Path folder = Files.createTempDirectory("sallyport-bench-");
        try {
            var starts = new ArrayList<Start>();
            for (int i = 0; i < times; i++) {
                starts.add(once(folder, i == 0));
            }
            return report(starts);
        } finally {
            RunningStack.delete(folder);
        }
    }

    private static Start once(Path folder, boolean first) throws Exception {
        long begun = System.nanoTime();
        RunningStack stack = RunningStack.begin(folder);
        try {
            double vault = -1;
            double proxy = -1;
            while (vault < 0 || proxy < 0) {
                vault = vault < 0 && Sides.isReady(stack.vaultPort) ? seconds(begun) : vault;
                proxy = proxy < 0 && Sides.isReady(stack.proxyPort) ? seconds(begun) : proxy;
                if (seconds(begun) > 60) {
                    throw new IllegalStateException("not ready:\n" + stack.log("up"));
                }
                Thread.sleep(20);
            }
            stack.awaitReady();
            if (first) {
                CustomerTable.make(stack);
            }
            double call = calls(stack, 1);
            calls(stack, 999);
            Thread.sleep(500);
            Start start =
                    new Start(vault, proxy, call, residentMegabytes(stack, "vault"), residentMegabytes(stack, "proxy"));
            System.out.printf(
                    "%-10s vault ready %.2f s, proxy ready %.2f s, first call %.1f ms; vault %.0f MB, proxy %.0f MB%n",
                    first ? "first" : "again",
                    start.vault(),
                    start.proxy(),
                    call,
                    start.vaultMegabytes(),
                    start.proxyMegabytes());
            return start;
        } finally {
            stack.end();
        }
    }

    private static double calls(RunningStack stack, int count) throws Exception {
        try (LoadClient client = new LoadClient(stack.proxyPort, 1, new Sides(stack).stacksOwn())) {
            long begun = System.nanoTime();
            client.count(count);
            return (System.nanoTime() - begun) / 1e6;
        }
    }

    private static boolean report(List<Start> starts) {
        var goals = new Goals();
        goals.atMost(
                "first start: vault ready, s", GOAL_SECONDS, starts.getFirst().vault());
        goals.atMost(
                "first start: proxy ready, s", GOAL_SECONDS, starts.getFirst().proxy());
        List<Start> later = starts.size() > 1 ? starts.subList(1, starts.size()) : starts;
        goals.atMost("later starts, median: vault ready, s", GOAL_SECONDS, median(later, Start::vault));
        goals.atMost("later starts, median: proxy ready, s", GOAL_SECONDS, median(later, Start::proxy));
        goals.atMost("vault after 1,000 calls, median, MB", GOAL_MEGABYTES, median(starts, Start::vaultMegabytes));
        goals.atMost("proxy after 1,000 calls, median, MB", GOAL_MEGABYTES, median(starts, Start::proxyMegabytes));
        return goals.report();
    }

    private static double median(List<Start> starts, java.util.function.ToDoubleFunction<Start> of) {
        return Sample.median(starts.stream().mapToDouble(of).toArray());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double residentMegabytes(RunningStack stack, String service) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + stack.pid(service) + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
