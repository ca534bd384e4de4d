package dev.sallyport.service.audit.read;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.audit.export.Promise;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.service.audit.AuditDatabase;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What an insider with the database can do to the log, and that the verifier names each: it gets the export alone, and
/// where said the heads or answers that a client saved before.
class TamperIT {

    private static final int LEAVES = 700;

    private Logs logs;
    private List<AuditRecord> records;

    @BeforeEach
    void write() throws Exception {
        logs = Logs.create();
        logs.sequence();
        records = new ArrayList<>(
                Stream.generate(Samples::conclusion).limit(LEAVES - 1).toList());
        records.add(Samples.signIn(Samples.TENANT, "grace@example.org"));
        logs.write(records);
        logs.stopSequencers();
    }

    @AfterEach
    void stop() throws Exception {
        logs.close();
    }

    @Test
    void an_untouched_log_holds() throws Exception {
        var report = Logs.verify(logs.export(), List.of(head(logs)), promises());

        assertThat(report.findings()).isEmpty();
        assertThat(report.treeSize()).isEqualTo(LEAVES);
        assertThat(report.events()).isEqualTo(LEAVES);
        assertThat(report.promisesKept()).isEqualTo(LEAVES);
    }

    @Test
    void an_edited_event_is_named() throws Exception {
        logs.database.tamper("UPDATE audit.event SET canonical = set_byte(canonical, octet_length(canonical) - 2, 99) "
                + "WHERE (event_id, stage) = (SELECT event_id, stage FROM audit.leaf WHERE leaf_index = 17)");

        assertFound(Kind.EDITED, 17);
    }

    @Test
    void an_edit_that_also_covers_the_leaf_is_named() throws Exception {
        replaceWithAnother(17, true);

        assertFound(Kind.EDITED, 17);
    }

    @Test
    void a_deleted_event_is_named() throws Exception {
        logs.database.tamper(
                "DELETE FROM audit.event WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = 33)");

        assertFound(Kind.REMOVED, 33);
    }

    @Test
    void a_deleted_event_and_leaf_are_named() throws Exception {
        logs.database.tamper(
                "DELETE FROM audit.event WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = 33)",
                "DELETE FROM audit.leaf WHERE leaf_index = 33");

        assertFound(Kind.REMOVED, 33);
    }

    @Test
    void two_swapped_events_are_named() throws Exception {
        logs.database.tamper(
                "UPDATE audit.leaf SET leaf_index = -leaf_index WHERE false",
                "ALTER TABLE audit.leaf DROP CONSTRAINT leaf_leaf_index_check",
                "UPDATE audit.leaf SET leaf_index = -1 WHERE leaf_index = 40",
                "UPDATE audit.leaf SET leaf_index = 40 WHERE leaf_index = 600",
                "UPDATE audit.leaf SET leaf_index = 600 WHERE leaf_index = -1");

        var kinds = findings().stream().map(Finding::kind).toList();
        assertThat(kinds).contains(Kind.EDITED);
        assertThat(findings().stream().map(Finding::leafIndex)).contains(40L, 600L);
    }

    @Test
    void two_events_whose_contents_were_swapped_are_named_as_reordered() throws Exception {
        logs.database.tamper("WITH pair AS (SELECT e.event_id, e.canonical, l.leaf_index FROM audit.event e "
                + "JOIN audit.leaf l USING (event_id, stage) WHERE l.leaf_index IN (40, 600)) "
                + "UPDATE audit.event e SET canonical = other.canonical FROM pair own, pair other "
                + "WHERE own.event_id = e.event_id AND other.leaf_index <> own.leaf_index");

        assertThat(findings())
                .filteredOn(finding -> finding.kind() == Kind.REORDERED)
                .extracting(Finding::leafIndex)
                .containsExactly(40L, 600L);
    }

    @Test
    void a_truncated_log_is_named() throws Exception {
        logs.database.tamper("DELETE FROM audit.leaf WHERE leaf_index >= 650");

        assertFound(Kind.REMOVED, 650);
    }

    @Test
    void a_log_truncated_with_its_heads_is_found_by_a_saved_head_or_a_saved_answer() throws Exception {
        // Given
        var saved = head(logs);
        logs.sequence();
        logs.write(List.of(Samples.conclusion()));
        logs.stopSequencers();
        var later = head(logs);

        // When
        logs.database.tamper(
                "DELETE FROM audit.leaf WHERE leaf_index >= " + LEAVES,
                "DELETE FROM audit.head WHERE tree_size > " + LEAVES);

        // Then
        assertThat(kinds(Logs.verify(logs.export(), List.of(saved), List.of()).findings()))
                .isEmpty();
        assertThat(kinds(Logs.verify(logs.export(), List.of(saved, later), List.of())
                        .findings()))
                .containsExactly(Kind.ROLLED_BACK);
    }

    @Test
    void a_duplicated_event_is_named() throws Exception {
        logs.database.tamper(
                "INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, "
                        + "operation, canonical, leaf_hash) SELECT event_id, stage, at + interval '1 s', tenant_id, actor, decision, "
                        + "integration_id, operation, canonical, leaf_hash FROM audit.event "
                        + "WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = 55)");

        assertFound(Kind.DUPLICATED, 55);
    }

    @Test
    void an_event_replayed_under_another_id_is_named() throws Exception {
        logs.database.tamper(
                "INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, "
                        + "operation, canonical, leaf_hash) SELECT 'aud_copy', stage, at, tenant_id, actor, decision, "
                        + "integration_id, operation, canonical, leaf_hash FROM audit.event "
                        + "WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = 55)");
        logs.sequence();
        logs.awaitHead(LEAVES + 1);

        assertFound(Kind.DUPLICATED, LEAVES);
    }

    @Test
    void a_fork_by_someone_who_has_the_signing_key_is_found_by_a_saved_head() throws Exception {
        // Given: the same start, and from leaf 300 on another history, all of it properly signed
        var saved = head(logs);
        try (var fork = new Logs(AuditDatabase.create())) {
            fork.sequence();
            fork.write(records.subList(0, 300));
            fork.write(Stream.generate(Samples::conclusion).limit(LEAVES - 299).toList());

            // When
            var report = Logs.verify(fork.export(), List.of(saved), List.of());

            // Then
            assertThat(kinds(Logs.verify(fork.export(), List.of(), List.of()).findings()))
                    .isEmpty();
            assertThat(kinds(report.findings())).containsExactly(Kind.FORKED);
        }
    }

    @Test
    void two_heads_of_one_size_are_a_fork() throws Exception {
        var head = await(logs.reader.head(null)).orElseThrow().head();
        var other = SignedTreeHead.sign(
                new TreeHead(head.logId(), head.size(), head.atMillis(), Hash32.of(new byte[32])), Logs.signer());

        var report = Logs.verify(logs.export(), List.of(ExportWriter.head(other)), List.of());

        assertThat(kinds(report.findings())).containsExactly(Kind.FORKED);
    }

    @Test
    void an_old_backup_is_found_by_the_answers_that_came_after_it() throws Exception {
        // Given
        logs.database.tamper(
                "CREATE TABLE backup_leaf AS TABLE audit.leaf",
                "CREATE TABLE backup_head AS TABLE audit.head",
                "CREATE TABLE backup_event AS TABLE audit.event");
        var lost = Samples.conclusion();
        logs.sequence();
        logs.write(List.of(lost));
        logs.stopSequencers();

        // When
        logs.database.tamper(
                "TRUNCATE audit.leaf",
                "TRUNCATE audit.head",
                "TRUNCATE audit.event",
                "DELETE FROM audit.tile WHERE tile_index > 1",
                "INSERT INTO audit.leaf SELECT * FROM backup_leaf",
                "INSERT INTO audit.head SELECT * FROM backup_head",
                "INSERT INTO audit.event SELECT * FROM backup_event");
        var report = Logs.verify(logs.export(), List.of(), List.of(due(lost)));

        // Then
        assertThat(kinds(report.findings())).containsExactly(Kind.MISSING_PROMISE);
    }

    @Test
    void a_head_with_a_changed_signature_or_by_another_key_is_named() throws Exception {
        logs.database.tamper("UPDATE audit.head SET signature = set_byte(signature, 100, 1 # get_byte(signature, 100)) "
                + "WHERE tree_size = " + LEAVES);

        assertThat(kinds(findings())).contains(Kind.BAD_SIGNATURE);
    }

    @Test
    void any_flipped_bit_of_the_exported_file_is_found() throws Exception {
        var export = logs.export();
        var random = new java.util.Random(11);
        for (int round = 0; round < 60; round++) {
            var changed = new ArrayList<>(export);
            int line = random.nextInt(changed.size());
            var text = new StringBuilder(changed.get(line));
            int at = random.nextInt(text.length());
            text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(6))));
            changed.set(line, text.toString());

            assertThat(Logs.verify(changed, List.of(head(logs)), promises()).findings())
                    .as("line %s at %s: %s", line, at, changed.get(line).substring(0, Math.min(300, text.length())))
                    .isNotEmpty();
        }
    }

    @Test
    void erasure_of_a_person_leaves_every_proof() throws Exception {
        // Given
        assertThat(logs.export()).anyMatch(line -> line.contains("grace@example.org"));

        // When
        var erased = logs.database.column(
                "SELECT audit.erase_person('" + Samples.TENANT.value() + "', 'grace@example.org')");

        // Then
        assertThat(erased).containsExactly("1");
        assertThat(logs.export()).noneMatch(line -> line.contains("grace@example.org"));
        assertThat(Logs.verify(logs.export(), List.of(), promises()).findings()).isEmpty();
    }

    private void replaceWithAnother(int index, boolean leafToo) throws Exception {
        var forged = Samples.conclusion();
        var canonical = java.util.HexFormat.of().formatHex(forged.canonical());
        var where = " WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = " + index + ")";
        logs.database.tamper("UPDATE audit.event SET canonical = '\\x" + canonical + "', leaf_hash = '\\x"
                + forged.leaf() + "'" + where);
        if (leafToo) {
            logs.database.tamper(
                    "UPDATE audit.leaf SET leaf_hash = '\\x" + forged.leaf() + "' WHERE leaf_index = " + index);
        }
    }

    private void assertFound(Kind kind, long index) throws Exception {
        assertThat(findings()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.leafIndex()).isEqualTo(index);
        });
    }

    private List<Finding> findings() throws Exception {
        return Logs.verify(logs.export(), List.of(), List.of()).findings();
    }

    private static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).distinct().toList();
    }

    private static String head(Logs logs) throws Exception {
        return ExportWriter.head(await(logs.reader.head(null)).orElseThrow());
    }

    private List<Promise> promises() {
        return records.stream().map(TamperIT::due).toList();
    }

    /// A promise whose delay is long over.
    private static Promise due(AuditRecord record) {
        return new Promise(record.id(), record.leaf(), record.event().at().toEpochMilli() - 3_600_000);
    }
}
