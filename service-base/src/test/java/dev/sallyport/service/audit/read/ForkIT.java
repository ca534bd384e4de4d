package dev.sallyport.service.audit.read;

import static dev.sallyport.service.audit.sequence.Logs.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.export.Finding.Kind;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.service.audit.AuditDatabase;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Other histories: forks, old backups, heads that fit nothing; found by what a client or a witness kept.
class ForkIT extends TamperedLog {

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
                "CREATE TABLE backup_leaves AS TABLE audit.leaves",
                "CREATE TABLE backup_head AS TABLE audit.head",
                "CREATE TABLE backup_batch AS TABLE audit.batch");
        var lost = Samples.conclusion();
        logs.sequence();
        logs.write(List.of(lost));
        logs.stopSequencers();

        // When
        logs.database.tamper(
                "TRUNCATE audit.leaves",
                "TRUNCATE audit.head",
                "TRUNCATE audit.batch",
                "DELETE FROM audit.tile WHERE tile_index > 1",
                "INSERT INTO audit.leaves SELECT * FROM backup_leaves",
                "INSERT INTO audit.head SELECT * FROM backup_head",
                "INSERT INTO audit.batch SELECT * FROM backup_batch");
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
        assertThat(logs.database.count("audit.event WHERE salt IS NOT NULL AND address IS NOT NULL"))
                .isEqualTo(LEAVES - 1);
        assertThat(logs.export()).noneMatch(line -> line.contains("grace@example.org"));
        assertThat(Logs.verify(logs.export(), List.of(), promises()).findings()).isEmpty();
    }
}
