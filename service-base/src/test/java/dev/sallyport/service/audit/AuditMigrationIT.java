package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.service.audit.sequence.Logs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A database that an earlier release has written.
class AuditMigrationIT {

    private static final String ROWS = """
            SELECT row(e.event_id, e.stage, e.at, e.tenant_id, e.actor, e.decision, e.integration_id,
                       e.operation, e.canonical, e.leaf_hash, %s)::text
            FROM audit.event e %s ORDER BY event_id
            """;

    @Test
    void salts_and_personal_values_move_beside_their_events_and_nothing_else_changes() throws Exception {
        // Given
        var database = AuditDatabase.ofVersion("1");
        database.tamper("""
                INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical,
                                         leaf_hash)
                SELECT 'aud_' || n, 2, now() - n * interval '20 days', 'ten_a', 'key_a', 0, 'int_a', 'query', 'canonical',
                       sha256(n::text::bytea)
                FROM generate_series(1, 5) n
                """, """
                INSERT INTO audit.disclosure (event_id, stage, at, salt, person, address)
                SELECT event_id, stage, at, sha256(event_id::bytea), CASE event_id WHEN 'aud_2' THEN 'grace' END, '192.0.2.1'
                FROM audit.event WHERE event_id <> 'aud_5'
                """);
        var before = database.column(ROWS.formatted("d.salt, d.person, d.address", """
                LEFT JOIN audit.disclosure d USING (event_id, stage, at)"""));
        assertThat(before).hasSize(5);

        // When
        database.migrate();

        // Then
        assertThat(database.column(ROWS.formatted("e.salt, e.person, e.address", "")))
                .isEqualTo(before);
        assertThat(database.column("SELECT to_regclass('audit.disclosure')")).containsOnlyNulls();
        assertThat(asService(database, "SELECT audit.erase_person('ten_b', 'grace')"))
                .isZero();
        assertThat(asService(database, "SELECT audit.erase_person('ten_a', 'grace')"))
                .isEqualTo(1);
        assertThat(asService(database, "SELECT audit.erase_event('aud_2')")).isZero();
        assertThat(database.column("SELECT event_id FROM audit.event WHERE salt IS NULL ORDER BY event_id"))
                .containsExactly("aud_2", "aud_5");
    }

    @Test
    void a_log_of_single_events_goes_on_as_one_of_batches() throws Exception {
        // Given: two years ago, last month and now; the last 70 wait for their leaves, one was removed by hand
        var database = AuditDatabase.ofVersion("3");
        var old = Instant.now().minus(Duration.ofDays(800));
        List<AuditRecord> records = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            records.add(i < 100 ? Samples.intent(Samples.TENANT, old) : Samples.conclusion());
        }
        records.set(650, Samples.signIn(Samples.TENANT, "grace"));
        asService(database, "SELECT 1 FROM audit.ensure_partitions('" + old + "', 1)");
        VersionThree.write(database, records, 630);
        var written = records.stream().map(record -> record.leaf().toString()).toList();

        // When
        database.migrate();

        // Then
        assertThat(database.column("SELECT encode(leaf_hash, 'hex') FROM audit.event ORDER BY seq"))
                .isEqualTo(written);
        assertThat(database.column("SELECT encode(leaf_hash, 'hex') FROM audit.leaf ORDER BY leaf_index"))
                .isEqualTo(written.subList(0, 630));
        assertThat(database.column("SELECT DISTINCT relname FROM audit.batch b JOIN pg_class c ON c.oid = b.tableoid"))
                .anyMatch(name -> name.equals(month(old)))
                .hasSizeBetween(2, 3);
        try (var logs = new Logs(database)) {
            logs.sequence();
            logs.awaitHead(700);
            logs.write(List.of(Samples.conclusion()));
            assertThat(logs.exportAll()).anyMatch(line -> line.contains("grace"));
            assertThat(asService(database, "SELECT audit.erase_person('" + Samples.TENANT.value() + "', 'grace')"))
                    .isEqualTo(1);
            assertThat(asService(database, "SELECT audit.retire(now() - interval '400 days')"))
                    .isEqualTo(1);
            assertThat(database.count("audit.event")).isLessThan(701);
            assertThat(Logs.verify(logs.exportAll(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {77, 64, 127, 0, 199})
    void what_was_removed_before_is_named_after(int removed) throws Exception {
        var database = AuditDatabase.ofVersion("3");
        List<AuditRecord> records =
                Stream.generate(Samples::conclusion).limit(200).toList();
        VersionThree.write(database, records, 200);
        database.tamper("DELETE FROM audit.event WHERE event_id = '"
                + records.get(removed).id() + "'");

        database.migrate();

        try (var logs = new Logs(database)) {
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.kind()).isEqualTo(Finding.Kind.REMOVED);
                        assertThat(finding.leafIndex()).isEqualTo(removed);
                    });
        }
    }

    @Test
    void what_was_retired_before_reads_retired_after() throws Exception {
        var database = AuditDatabase.ofVersion("3");
        var old = Instant.now().minus(Duration.ofDays(800));
        var older = old.minus(Duration.ofDays(31));
        List<AuditRecord> records = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            records.add(i < 100 ? Samples.intent(Samples.TENANT, i % 7 == 0 ? older : old) : Samples.conclusion());
        }
        asService(database, "SELECT 1 FROM audit.ensure_partitions('" + older + "', 3)");
        VersionThree.write(database, records, 150);
        assertThat(asService(database, "SELECT audit.retire(now() - interval '400 days')"))
                .isEqualTo(3);
        long kept = database.count("audit.event");

        database.migrate();

        assertThat(database.count("audit.event")).isEqualTo(kept);
        try (var logs = new Logs(database)) {
            assertThat(logs.export())
                    .filteredOn(line -> line.contains("\"why\":\"retired\""))
                    .hasSize(150 - (int) kept);
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isEmpty();
            logs.sequence();
            logs.write(List.of(Samples.conclusion()));
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    @Test
    void a_month_that_was_emptied_by_hand_does_not_read_retired() throws Exception {
        var database = AuditDatabase.ofVersion("3");
        var old = Instant.now().minus(Duration.ofDays(100));
        asService(database, "SELECT 1 FROM audit.ensure_partitions('" + old + "', 1)");
        List<AuditRecord> records = new ArrayList<>(Stream.generate(() -> Samples.intent(Samples.TENANT, old))
                .limit(3)
                .toList());
        records.addAll(Stream.generate(Samples::conclusion).limit(40).toList());
        VersionThree.write(database, records, 43);
        database.tamper("DELETE FROM audit.event WHERE at < now() - interval '90 days'");

        database.migrate();

        try (var logs = new Logs(database)) {
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .hasSize(3)
                    .extracting(Finding::kind)
                    .containsOnly(Finding.Kind.REMOVED);
        }
    }

    @Test
    void rows_of_any_shape_do_not_stop_it() throws Exception {
        var database = AuditDatabase.ofVersion("3");
        VersionThree.write(
                database, Stream.generate(Samples::conclusion).limit(65).toList(), 64);
        database.tamper("""
                INSERT INTO audit.event (event_id, stage, at, operation, decision, canonical, leaf_hash)
                SELECT 'aud_' || repeat('x', 1000), 2, now(), 'query', 0, 'x'::bytea, sha256('x')
                UNION ALL SELECT 'aud_' || n, 3, '2026-01-01', 'query', 0, 'x', 'short'::bytea FROM generate_series(1, 130) n
                UNION ALL SELECT 'aud_31', 2, now(), 'query', 0, 'x', substring(sha256('x') FOR 31)
                UNION ALL SELECT 'aud_33', 2, now(), 'query', 0, 'x', sha256('x') || 'x'
                """, """
                INSERT INTO audit.event (event_id, stage, at, operation, decision, canonical, leaf_hash)
                SELECT 'aud_copy', stage, at, operation, decision, canonical, leaf_hash FROM audit.event WHERE seq = 65
                """);

        database.migrate();

        try (var logs = new Logs(database)) {
            logs.sequence();
            logs.awaitHead(67);
            Logs.await(logs.log.conclude(Samples.conclusion()));
            logs.awaitHead(68);
            assertThat(database.count("audit.leaf")).isEqualTo(68);
        }
    }

    @Test
    void a_row_that_is_no_leaf_takes_none_from_those_that_wait_with_it() throws Exception {
        var database = AuditDatabase.ofVersion("3");
        List<AuditRecord> records =
                Stream.generate(Samples::conclusion).limit(90).toList();
        VersionThree.write(database, records, 30);
        database.tamper("""
                INSERT INTO audit.event (seq, event_id, stage, at, operation, decision, canonical, leaf_hash)
                SELECT 40, 'aud_x', 2, now(), 'query', 0, 'x', 'short'
                """, """
                INSERT INTO audit.event (event_id, stage, at, operation, decision, canonical, leaf_hash)
                SELECT event_id, stage, at + interval '1 s', operation, decision, canonical, 'x' FROM audit.event WHERE seq = 5
                """);

        database.migrate();

        try (var logs = new Logs(database)) {
            logs.sequence();
            logs.awaitHead(90);
            Logs.await(logs.log.conclude(Samples.conclusion()));
            logs.awaitHead(91);
            assertThat(database.count("audit.leaf")).isEqualTo(91);
            assertThat(Logs.verify(logs.export(), List.of(), List.of()).findings())
                    .isEmpty();
        }
    }

    @Test
    void an_empty_log_is_brought_up_to_date_in_any_time_zone_and_keeps_its_numbers() throws Exception {
        var before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        try {
            var database = AuditDatabase.ofVersion("3");
            database.tamper("SELECT nextval('audit.event_seq') FROM generate_series(1, 5000)");
            asService(database, "SELECT 1 FROM audit.ensure_partitions('2020-02-10', 1)");
            database.tamper("""
                    INSERT INTO audit.event (event_id, stage, at, operation, decision, canonical, leaf_hash)
                    VALUES ('aud_1', 2, '2020-02-29T23:30:00Z', 'query', 0, 'x', sha256('x'))
                    """);

            database.migrate();

            assertThat(database.column("SELECT tableoid::regclass FROM audit.batch"))
                    .containsExactly("audit.batch_202002");
            assertThat(Long.parseLong(database.column("SELECT last_value FROM audit.batch_no")
                            .getFirst()))
                    .isGreaterThanOrEqualTo(5_000);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static String month(Instant at) {
        return "batch_" + DateTimeFormatter.ofPattern("yyyyMM").format(at.atOffset(ZoneOffset.UTC));
    }

    private static long asService(AuditDatabase database, String sql) throws Exception {
        try (var connection = database.app();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
