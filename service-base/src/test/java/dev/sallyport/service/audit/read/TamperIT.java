package dev.sallyport.service.audit.read;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.audit.merkle.MerkleHash;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an insider with the database can do to the log, and that the verifier names each: it gets the export alone, and
/// where said the heads or answers that a client saved before.
class TamperIT extends TamperedLog {

    /// A batch of several records.
    private static final String MANY = "(SELECT no FROM audit.leaves WHERE size > 4 ORDER BY no LIMIT 1)";

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

    /// An insider who does not know that others were stored by their difference to this record changes them too.
    @Test
    void an_edited_basis_is_named_and_so_is_each_record_that_was_stored_by_it() throws Exception {
        long first = firstOfMany();
        var dependents = leaves("substring(r FOR 1) = '\\x01' AND substring(r FROM 2 FOR 2) = "
                + "substring(int4send(octet_length(b.records[1])) FROM 3)");
        assertThat(dependents).isNotEmpty();

        logs.database.tamper("UPDATE audit.batch SET records[1] = set_byte(records[1], 12, 99) WHERE no = " + MANY);

        var findings = findings();
        assertThat(findings).allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(Kind.EDITED));
        assertThat(findings.stream().map(Finding::leafIndex))
                .contains(first)
                .containsAll(dependents)
                .hasSize(dependents.size() + 1);
    }

    /// The same for one who removes it from the batch.
    @Test
    void a_removed_basis_is_named_and_so_is_each_record_that_was_stored_by_it() throws Exception {
        long first = firstOfMany();
        var dependents = leaves("substring(r FOR 1) = '\\x01'");
        assertThat(dependents).isNotEmpty();

        logs.database.tamper("""
                UPDATE audit.batch SET event_ids = event_ids[2:], stages = stages[2:], ats = ats[2:], tenants = tenants[2:],
                       actors = actors[2:], decisions = decisions[2:], integrations = integrations[2:], operations = operations[2:],
                       records = records[2:], leaf_hashes = substring(leaf_hashes FROM 33), salts = salts[2:],
                       persons = persons[2:], addresses = addresses[2:] WHERE no = """ + MANY);

        var findings = findings();
        assertFound(Kind.REMOVED, first);
        assertThat(findings.stream()
                        .filter(finding -> finding.kind() == Kind.EDITED)
                        .map(Finding::leafIndex))
                .containsExactlyInAnyOrderElementsOf(dependents);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "records[3] = '\\x01'",
                "records[3] = '\\x010001ffff'",
                "records[3] = ''",
                "records[3] = records[3] || '\\x00'",
                "records[1] = records[1] || '\\x00'",
                "records[1] = records[3]",
                "records = array_fill(records[3], ARRAY[20000]) || records"
            })
    void stored_bytes_that_cannot_be_restored_are_named(String change) throws Exception {
        long third = firstOfMany() + 2;
        assertThat(logs.database.column("SELECT count(*) FROM audit.event WHERE canonical IS NULL"))
                .containsExactly("0");

        logs.database.tamper("UPDATE audit.batch SET " + change + " WHERE no = " + MANY);

        assertFound(Kind.EDITED, third);
        for (var event : await(logs.reader.list(AuditFilter.of(new Reach.WholeLog()), null, LEAVES))) {
            for (var format : ExportFormat.values()) {
                assertThat(format.line(0, event, null)).isNotEmpty();
            }
        }
    }

    private long firstOfMany() throws Exception {
        return Long.parseLong(logs.database
                .column("SELECT first_leaf FROM audit.leaves WHERE no = " + MANY)
                .getFirst());
    }

    /// The leaves of that batch's records `r` of which the condition holds.
    private List<Long> leaves(String condition) throws Exception {
        return logs
                .database
                .column("SELECT p.first_leaf + u.place - 1 FROM audit.batch b JOIN audit.leaves p USING (no), "
                        + "unnest(b.records) WITH ORDINALITY AS u(r, place) WHERE no = " + MANY + " AND " + condition)
                .stream()
                .map(Long::valueOf)
                .toList();
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
                "CREATE TABLE pair AS SELECT * FROM audit.leaf WHERE leaf_index IN (40, 600)",
                "UPDATE audit.leaf l SET event_id = p.event_id, leaf_hash = p.leaf_hash FROM pair p "
                        + "WHERE l.leaf_index + p.leaf_index = 640");

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
    void a_duplicated_event_is_named_once_it_is_in_the_log() throws Exception {
        logs.database.tamper(
                "INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, "
                        + "operation, canonical, leaf_hash) SELECT event_id, stage, at + interval '1 s', tenant_id, actor, decision, "
                        + "integration_id, operation, canonical, leaf_hash FROM audit.event "
                        + "WHERE event_id = (SELECT event_id FROM audit.leaf WHERE leaf_index = 55)");
        assertThat(findings()).isEmpty();
        logs.sequence();
        logs.awaitHead(LEAVES + 1);

        assertFound(Kind.DUPLICATED, LEAVES);
    }

    @Test
    void an_event_doubled_within_its_batch_is_named() throws Exception {
        logs.database.tamper("""
                UPDATE audit.batch b SET event_ids = event_ids || e.event_id, stages = stages || e.stage, ats = ats || e.at,
                       tenants = tenants || e.tenant_id, records = records || e.canonical, leaf_hashes = leaf_hashes || e.leaf_hash
                FROM audit.event e JOIN audit.leaf l USING (event_id, stage) WHERE l.leaf_index = 55 AND b.no = e.seq >> 12
                """);

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
    void a_leaf_whose_record_no_line_tells_is_named() throws Exception {
        logs.database.tamper("ALTER TABLE audit.leaves DROP CONSTRAINT leaves_check", """
                UPDATE audit.leaves SET event_ids = event_ids[:size - 1], stages = stages[:size - 1], ats = ats[:size - 1],
                       tenants = tenants[:size - 1]
                WHERE first_leaf = (SELECT max(first_leaf) FROM audit.leaves)
                """);

        assertFound(Kind.REMOVED, LEAVES - 1);
    }

    @Test
    void a_line_left_out_of_the_exported_file_is_named() throws Exception {
        var export = logs.export();
        var left = records.get(44).id().value();
        assertThat(export.removeIf(line -> line.contains(left))).isTrue();

        assertThat(Logs.verify(export, List.of(), List.of()).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.REMOVED);
                    assertThat(finding.leafIndex()).isEqualTo(44);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2147483646", "9007199254740991"})
    void a_line_of_a_leaf_that_cannot_be_is_named(String index) throws Exception {
        var export = new ArrayList<>(logs.export());
        var id = records.get(44).id().value();
        export.replaceAll(line ->
                line.contains(id) ? line.replaceFirst("\"leaf_index\":44\\b", "\"leaf_index\":" + index) : line);

        assertThat(Logs.verify(export, List.of(), List.of()).findings()).isNotEmpty();
    }

    @Test
    void rows_of_any_shape_put_in_by_hand_stop_neither_sequencer_nor_reader() throws Exception {
        // Given
        logs.database.tamper("""
                INSERT INTO audit.event (event_id, stage, leaf_hash, salt, at, tenant_id, decision, operation, canonical)
                SELECT id, stage, leaf, salt, now(), '%s', 0, 'query', 'x'
                FROM (VALUES ('aud_leaf', 2, 'short'::bytea, sha256('x')), ('aud_salt', 2, sha256('\\x0078'), 'short'),
                             ('aud_stage', 3, sha256('\\x0078'), sha256('x'))) AS v(id, stage, leaf, salt)
                """.formatted(Samples.TENANT.value()));

        // When
        logs.sequence();
        logs.awaitHead(LEAVES + 2);
        await(logs.log.conclude(Samples.conclusion()));
        logs.awaitHead(LEAVES + 3);

        // Then
        var listed = await(logs.reader.list(AuditFilter.of(new Reach.OfTenant(Samples.TENANT)), null, 10));
        assertThat(listed).extracting(StoredEvent::eventId).contains("aud_leaf", "aud_salt", "aud_stage");
        assertThat(listed)
                .filteredOn(event -> event.leafIndex() == null)
                .hasSize(1)
                .allSatisfy(event -> {
                    assertThat(event.eventId()).isEqualTo("aud_leaf");
                    assertThat(event.leaf()).isEqualTo(MerkleHash.leaf(new byte[] {'x'}));
                });
        assertThat(findings()).isNotEmpty().extracting(Finding::leafIndex).containsOnly((long) LEAVES, LEAVES + 1L);
    }
}
