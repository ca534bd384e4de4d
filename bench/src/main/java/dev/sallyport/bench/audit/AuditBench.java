package dev.sallyport.bench.audit;

/// `group [seconds]`, `cost [callers] [seconds] [lengths]`, `proof [leaves]`, `keepup [events per second] [seconds]`.
///
/// Each starts a PostgreSQL of its own with fsync and synchronous commit on, prints its figures, and removes it.
public final class AuditBench {

    private AuditBench() {}

    public static void main(String[] arguments) throws Exception {
        var what = arguments.length == 0 ? "" : arguments[0];
        try (var database = BenchDatabase.start()) {
            switch (what) {
                case "group" -> GroupCommitRun.run(database, (int) number(arguments, 1, 10));
                case "proof" -> ProofRun.run(database, number(arguments, 1, 1_000_000));
                case "keepup" ->
                    KeepUpRun.run(database, (int) number(arguments, 1, 5_000), (int) number(arguments, 2, 60));
                case "cost" ->
                    CostRun.run(database, (int) number(arguments, 1, 32), (int) number(arguments, 2, 20), (int)
                            number(arguments, 3, 1));
                default ->
                    System.err.println(
                            "usage: group [SECONDS] | cost [CALLERS] [SECONDS] [LENGTHS] | proof [LEAVES] | keepup [RATE] [SECONDS]");
            }
        }
    }

    private static long number(String[] arguments, int index, long otherwise) {
        return arguments.length > index ? Long.parseLong(arguments[index]) : otherwise;
    }
}
