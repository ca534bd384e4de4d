package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.Hash32;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// Reads leaf hashes as they lie one behind the other.
public final class LeafRuns {

    private static final String RUNS = """
            SELECT first_leaf, hashes FROM audit.leaves
            WHERE first_leaf < $2
              AND first_leaf >= coalesce((SELECT max(first_leaf) FROM audit.leaves WHERE first_leaf <= $1), 0)
            ORDER BY first_leaf
            """;

    private LeafRuns() {}

    /// The leaves from `from` to before `to`, in runs without a gap; fewer where some are missing.
    public static Future<List<Run>> read(SqlClient client, long from, long to) {
        return client.preparedQuery(RUNS).execute(Tuple.of(from, to)).map(rows -> {
            List<Run> runs = new ArrayList<>();
            for (var row : rows) {
                add(runs, cut(row, from, to));
            }
            return runs;
        });
    }

    private static Run cut(Row row, long from, long to) {
        long first = row.getLong(0);
        var hashes = row.getBuffer(1);
        long size = hashes.length() / Hash32.BYTES;
        int begin = (int) Math.clamp(from - first, 0, size);
        int end = (int) Math.clamp(to - first, begin, size);
        return new Run(first + begin, hashes.getBuffer(begin * Hash32.BYTES, end * Hash32.BYTES));
    }

    private static void add(List<Run> runs, Run run) {
        if (run.hashes.length() == 0) {
            return;
        }
        if (!runs.isEmpty() && runs.getLast().end() == run.first) {
            runs.getLast().hashes.appendBuffer(run.hashes);
        } else {
            runs.add(new Run(run.first, Buffer.buffer().appendBuffer(run.hashes)));
        }
    }

    /// @param first index of the first leaf
    /// @param hashes of 32 bytes each
    public record Run(long first, Buffer hashes) {

        /// The index behind the last leaf.
        long end() {
            return first + hashes.length() / Hash32.BYTES;
        }
    }
}
