package dev.sallyport.service.audit.sequence;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.export.Finding;
import java.util.List;

/// Batches of one record each, and the log that they should become.
final class Backlog {

    private static final String OUT_OF_ORDER = """
            (SELECT FROM (SELECT seq, lag(seq, 1, 0::int8) OVER (ORDER BY leaf_index) AS before FROM audit.leaf) l
             WHERE before > seq) AS l
            """;

    private Backlog() {}

    static void append(Logs logs, int count) throws Exception {
        for (var record : SequencerIT.records(count)) {
            await(logs.log.conclude(record));
        }
    }

    /// One leaf for each event, in the order of their numbers, all under heads that verify.
    static void assertWhole(Logs logs, int leaves) throws Exception {
        assertThat(findings(logs, leaves)).isEmpty();
    }

    /// What the verifier finds in a log of so many leaves and events.
    static List<Finding.Kind> findings(Logs logs, int leaves) throws Exception {
        assertThat(logs.database.count("audit.leaf")).isEqualTo(leaves);
        assertThat(logs.database.count("audit.event")).isEqualTo(leaves);
        assertThat(logs.database.count(OUT_OF_ORDER)).isZero();
        return Logs.verify(logs.export(), List.of(), List.of()).findings().stream()
                .map(Finding::kind)
                .toList();
    }
}
