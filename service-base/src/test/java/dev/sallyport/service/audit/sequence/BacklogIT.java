package dev.sallyport.service.audit.sequence;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static dev.sallyport.service.audit.sequence.SequencerIT.records;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.service.audit.read.AuditFilter;
import dev.sallyport.service.audit.read.Reach;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// More batches than one look takes, at each edge of a look.
class BacklogIT {

    private static final int LOOK = 10;

    /// Copies of events that have leaves, each as a batch; the arguments are the copies' number and the condition.
    private static final String COPY = """
            INSERT INTO audit.event (seq, event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical,
                                     leaf_hash)
            SELECT %s << 12, e.event_id, e.stage, e.at + interval '1 s', e.tenant_id, e.actor, e.decision, e.integration_id,
                   e.operation, e.canonical, e.leaf_hash
            FROM audit.event e JOIN audit.leaf l USING (event_id, stage) WHERE %s
            """;

    @Test
    void a_backlog_of_many_looks_is_ordered_by_its_numbers() throws Exception {
        try (var logs = Logs.create()) {
            Backlog.append(logs, 105);

            logs.sequence(Logs::signer, LOOK);

            logs.awaitHead(105);
            Backlog.assertWhole(logs, 105);
            assertThat(logs.database.count("audit.head")).isEqualTo(11);
        }
    }

    @Test
    void batches_of_one_number_stay_together_at_the_end_of_a_look() throws Exception {
        try (var logs = Logs.create()) {
            Backlog.append(logs, 25);
            logs.database.tamper("UPDATE audit.batch SET no = (SELECT min(no) FROM audit.batch) + 9 "
                    + "WHERE no IN (SELECT min(no) + d FROM audit.batch, (VALUES (10), (11)) v(d) GROUP BY d)");

            logs.sequence(Logs::signer, LOOK);

            logs.awaitHead(25);
            Backlog.assertWhole(logs, 25);
            assertThat(logs.database.column("SELECT count(DISTINCT no) FROM audit.leaves"))
                    .containsExactly("23");
        }
    }

    @Test
    void a_batch_larger_than_a_look_is_taken_whole_and_alone() throws Exception {
        try (var logs = Logs.create()) {
            Backlog.append(logs, 7);
            await(Future.all(records(60).stream().map(logs.log::conclude).toList()));
            Backlog.append(logs, 4);

            logs.sequence(Logs::signer, LOOK);

            logs.awaitHead(71);
            Backlog.assertWhole(logs, 71);
            assertThat(logs.database.column("SELECT max(size) > 10 FROM audit.leaves"))
                    .containsExactly("t");
            assertThat(await(logs.reader.heads(null, 10)))
                    .extracting(head -> head.head().size())
                    .first()
                    .isEqualTo(71L);
            assertThat(logs.database.count("audit.head WHERE tree_size < 67 AND tree_size > 8"))
                    .isZero();
        }
    }

    @Test
    void doubled_events_that_fill_whole_looks_hide_none_behind_them() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            ordered(logs, 30);
            logs.database.tamper(COPY.formatted("nextval('audit.batch_no')", "l.leaf_index < 25"));
            Backlog.append(logs, 12);

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(67);
            assertWholeButCopied(logs, 67);
        }
    }

    @Test
    void a_doubled_event_with_the_number_of_a_new_one_hides_neither_that_one_nor_those_behind_it() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            ordered(logs, 5);
            Backlog.append(logs, 30);
            logs.database.tamper(COPY.formatted("(SELECT max(no) + 3 FROM audit.leaves)", "l.leaf_index = 2"));

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(36);
            assertWholeButCopied(logs, 36);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaf_hashes = leaf_hashes || 'x'",
                "leaf_hashes = ''",
                "event_ids = event_ids || 'aud_more'::text",
                "event_ids = '{}', stages = '{}', ats = '{}', tenants = '{}', leaf_hashes = ''",
                "event_ids = ARRAY[NULL::text]",
                "stages = '{}'",
                "ats = ARRAY[NULL::timestamptz]",
                "tenants = tenants || NULL::text",
                "event_ids = ARRAY[event_ids], stages = ARRAY[stages], ats = ARRAY[ats], tenants = ARRAY[tenants]",
                "ats = ARRAY[ats]"
            })
    void a_batch_that_does_not_hold_together_is_passed_over_and_hides_none(String change) throws Exception {
        try (var logs = Logs.create()) {
            // Given
            Backlog.append(logs, 12);
            logs.database.tamper(
                    "UPDATE audit.batch SET " + change + " WHERE no = (SELECT min(no) + 4 FROM audit.batch)");

            // When
            logs.sequence(Logs::signer, LOOK);

            // Then
            logs.awaitHead(11);
            Backlog.append(logs, 1);
            logs.awaitHead(12);
            assertThat(logs.database.count("audit.leaf")).isEqualTo(12);
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isEmpty();
            assertThat(await(logs.reader.list(AuditFilter.of(new Reach.WholeLog()), null, 20)))
                    .filteredOn(event -> event.leafIndex() != null)
                    .hasSize(12);
        }
    }

    @Test
    void a_number_below_which_the_log_was_ordered_comes_too_late() throws Exception {
        try (var logs = Logs.create()) {
            // Given
            logs.sequence(Logs::signer, LOOK);
            Backlog.append(logs, 3);
            logs.awaitHead(3);
            logs.database.tamper("SELECT nextval('audit.batch_no') FROM generate_series(1, 40)");
            Thread.sleep(400);

            // When
            logs.database.tamper("""
                    INSERT INTO audit.event (seq, event_id, stage, at, operation, decision, canonical, leaf_hash)
                    SELECT max(no) + 20 << 12, 'aud_late', 2, now(), 'query', 0, 'late', sha256('late') FROM audit.batch
                    """);
            Backlog.append(logs, 3);

            // Then
            logs.awaitHead(6);
            assertThat(logs.database.count("audit.leaf")).isEqualTo(6);
            assertThat(logs.database.count("audit.leaf WHERE event_id = 'aud_late'"))
                    .isZero();
        }
    }

    /// A log of so many leaves, and no sequencer.
    private static void ordered(Logs logs, int count) throws Exception {
        logs.sequence();
        logs.write(records(count));
        logs.stopSequencers();
    }

    private static void assertWholeButCopied(Logs logs, int leaves) throws Exception {
        assertThat(Backlog.findings(logs, leaves)).isNotEmpty().allMatch(Finding.Kind.DUPLICATED::equals);
    }
}
