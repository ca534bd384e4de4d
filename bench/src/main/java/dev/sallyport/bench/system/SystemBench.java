package dev.sallyport.bench.system;

import java.util.List;

/// `./sallyport bench [NAME]`. Exit code 0 when every goal of the run was reached, 1 when one was not or the run is
/// invalid, 2 for a wrong command line.
public final class SystemBench {

    private static final String USAGE = """
            usage: ./sallyport bench [NAME]
              outbound   enveloped point lookups beside the HTTP floor and beside BouncyCastle (default)
              audit [CALLERS]
                         the same calls, of 64 callers, with and without the audit's writes
              guard      the same calls with and without the guard's hop
              settings KEY=VALUE...
                         the proxy with other settings beside itself as it is
              latency    open loop at 30 % load: what the product adds to the floor's latency
              profile    where the proxy spends processor time and memory, by a flight recording
              start      time until both services are ready, and their memory after 1,000 calls
              tenants    live heap for each idle tenant, and for each with a connection""";

    private SystemBench() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        String name = words.isEmpty() ? "outbound" : words.getFirst();
        boolean reached = switch (name) {
            case "outbound" -> ThroughputRun.outbound();
            case "audit" -> ThroughputRun.audit(count(words, 64));
            case "guard" -> ThroughputRun.guard();
            case "settings" -> ThroughputRun.settings(words.subList(1, words.size()));
            case "latency" -> LatencyRun.run();
            case "profile" -> ProfileRun.run();
            case "start" -> StartRun.run(count(words, 5));
            case "tenants" -> TenantRun.run(count(words, 200));
            default -> wrong();
        };
        System.exit(reached ? 0 : 1);
    }

    /// The one word behind the name, if there is one.
    private static int count(List<String> words, int otherwise) {
        if (words.size() == 1) {
            return otherwise;
        }
        String word = words.get(1);
        if (words.size() > 2 || !word.matches("[1-9][0-9]{0,3}")) {
            wrong();
        }
        return Integer.parseInt(word);
    }

    private static boolean wrong() {
        System.err.println(USAGE);
        System.exit(2);
        return false;
    }
}
