package dev.sallyport.service.audit.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.audit.export.Finding;
import dev.sallyport.service.audit.Samples;
import dev.sallyport.service.audit.sequence.Logs;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the service's own role may remove, and what it may not.
class RetentionIT {

    private static final Instant OLD = Instant.now().minus(800, ChronoUnit.DAYS);
    private static final String RETIRE = "SELECT audit.retire(now() - interval '400 days')";

    private Logs logs;

    @BeforeEach
    void write() throws Exception {
        logs = Logs.create();
        asService("SELECT audit.ensure_partitions('" + OLD + "', 2)");
        logs.sequence();
        logs.write(Stream.generate(() -> Samples.intent(Samples.TENANT, OLD))
                .limit(20)
                .toList());
        logs.write(Stream.generate(Samples::conclusion).limit(20).toList());
    }

    @AfterEach
    void stop() throws Exception {
        logs.close();
    }

    @Test
    void a_retired_month_is_gone_and_every_head_and_proof_still_stands() throws Exception {
        asService(RETIRE);

        assertThat(logs.database.count("audit.event")).isEqualTo(20);
        var export = logs.export();
        assertThat(export)
                .filteredOn(line -> line.contains("\"why\":\"retired\""))
                .hasSize(20);
        var report = Logs.verify(export, List.of(), List.of());
        assertThat(report.findings()).isEmpty();
        assertThat(report.retired()).isEqualTo(20);
    }

    @Test
    void a_month_that_was_dropped_before_an_earlier_one_is_named() throws Exception {
        // Given
        var first = YearMonth.now(ZoneOffset.UTC).minusMonths(20);
        for (int month = 0; month < 2; month++) {
            var middle = first.plusMonths(month).atDay(15).atStartOfDay().toInstant(ZoneOffset.UTC);
            asService("SELECT audit.ensure_partitions('" + middle + "', 1)");
            logs.write(List.of(Samples.intent(Samples.TENANT, middle)));
        }

        // When
        logs.database.tamper(
                "DROP TABLE audit.batch_" + first.plusMonths(1).format(DateTimeFormatter.ofPattern("uuuuMM")));

        // Then
        var report = Logs.verify(logs.export(), List.of(), List.of());
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.RETIRED_OUT_OF_ORDER);
            assertThat(finding.leafIndex()).isEqualTo(41);
        });
        assertThat(report.retired()).isZero();
    }

    @Test
    void retention_without_a_day_retires_nothing() throws Exception {
        assertThatThrownBy(() -> asService("SELECT audit.retire(NULL)")).hasMessageContaining("retention floor");

        assertThat(logs.database.count("audit.event")).isEqualTo(40);
    }

    @Test
    void retention_gives_up_where_somebody_reads_for_long() throws Exception {
        try (var reader = logs.database.app();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM audit.batch");
            assertThatThrownBy(() -> asService(RETIRE)).hasMessageContaining("lock timeout");
            reader.rollback();
        }

        assertThat(logs.database.count("audit.event")).isEqualTo(40);
    }

    @Test
    void what_is_younger_than_the_floor_stays() throws Exception {
        assertThatThrownBy(() -> asService("SELECT audit.retire(now())")).hasMessageContaining("retention floor");

        assertThat(logs.database.count("audit.event")).isEqualTo(40);
    }

    @Test
    void what_no_head_covers_stays() throws Exception {
        logs.stopSequencers();
        Logs.await(logs.log.intend(Samples.intent(Samples.TENANT, OLD)));

        assertThatThrownBy(() -> asService(RETIRE)).hasMessageContaining("no head covers");

        assertThat(logs.database.count("audit.event")).isEqualTo(41);
    }

    @Test
    void a_legal_hold_refuses_retention_and_erasure_until_it_is_released() throws Exception {
        // Given
        asService("INSERT INTO audit.hold (hold_id, tenant_id, from_at, to_at, reason) VALUES ('h1', '"
                + Samples.TENANT.value() + "', now() - interval '10 years', now() + interval '1 day', 'case 7')");
        var id = logs.database
                .column("SELECT event_id FROM audit.leaf WHERE leaf_index = 0")
                .getFirst();

        // When
        assertThatThrownBy(() -> asService(RETIRE)).hasMessageContaining("legal hold");
        assertThatThrownBy(() -> asService("SELECT audit.erase_event('" + id + "')"))
                .hasMessageContaining("legal hold");

        // Then
        assertThat(logs.database.count("audit.event")).isEqualTo(40);
        assertThat(logs.database.count("audit.event WHERE salt IS NOT NULL")).isEqualTo(40);
        asService("INSERT INTO audit.hold_release (hold_id) VALUES ('h1')");
        asService("SELECT audit.erase_event('" + id + "')");
        assertThat(logs.database.count("audit.event WHERE salt IS NOT NULL")).isEqualTo(39);
    }

    @Test
    void a_legal_hold_on_one_record_of_a_person_refuses_the_erasure_of_all() throws Exception {
        // Given
        logs.write(List.of(Samples.signIn(Samples.TENANT, "grace"), Samples.signIn(Samples.TENANT, "grace")));
        var held = "audit.event WHERE person = 'grace' AND salt IS NOT NULL";
        asService("INSERT INTO audit.hold (hold_id, tenant_id, from_at, to_at, reason) SELECT 'h1', tenant_id, at, "
                + "at + interval '1 us', 'case 8' FROM audit.event WHERE person = 'grace' ORDER BY at DESC LIMIT 1");
        var erase = "SELECT audit.erase_person('" + Samples.TENANT.value() + "', 'grace')";

        // When
        assertThatThrownBy(() -> asService(erase)).hasMessageContaining("legal hold");

        // Then
        assertThat(logs.database.count(held)).isEqualTo(2);
        asService("INSERT INTO audit.hold_release (hold_id) VALUES ('h1')");
        asService(erase);
        assertThat(logs.database.count(held)).isZero();
    }

    @Test
    void a_hold_on_an_event_whose_batch_belongs_to_the_next_month_refuses_retention() throws Exception {
        // Given
        var month = OLD.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        logs.database.tamper("UPDATE audit.batch SET ats[2] = '" + month.minusHours(1)
                + "' WHERE cardinality(ats) > 2 AND at < '" + month.plusMonths(1) + "'");
        asService("INSERT INTO audit.hold (hold_id, tenant_id, from_at, to_at, reason) VALUES ('h1', NULL, '"
                + month.minusMonths(1) + "', '" + month + "', 'case 9')");

        // When
        assertThatThrownBy(() -> asService(RETIRE)).hasMessageContaining("legal hold");

        // Then
        assertThat(logs.database.count("audit.event")).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"persons = '[0:0]={grace}'", "salts = '{}'", "persons = '{grace,grace}'", "event_ids = '{{x}}'"})
    void a_batch_put_in_by_hand_does_not_stop_the_erasure_of_a_person(String shape) throws Exception {
        // Given
        logs.write(List.of(Samples.signIn(Samples.TENANT, "grace")));
        logs.database.tamper(
                "CREATE TABLE copy AS SELECT * FROM audit.batch WHERE persons = '{grace}'",
                "UPDATE copy SET no = no + 1000, digest = 'x', " + shape,
                "INSERT INTO audit.batch SELECT * FROM copy");

        // When
        asService("SELECT audit.erase_person('" + Samples.TENANT.value() + "', 'grace')");

        // Then
        assertThat(logs.database.count("audit.batch WHERE digest <> 'x' AND persons IS NOT NULL AND persons[1] IS NULL "
                        + "AND salts[1] IS NULL AND addresses[1] IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void two_erasures_in_one_batch_do_not_undo_each_other() throws Exception {
        // Given
        Logs.await(Future.all(Stream.of("carol", "ada", "grace", "ada", "carol")
                .map(person -> logs.log.conclude(Samples.signIn(Samples.TENANT, person)))
                .toList()));
        assertThat(logs.database.count("audit.batch WHERE persons @> '{ada,grace}'"))
                .isEqualTo(1);
        var erase = "SELECT audit.erase_person('" + Samples.TENANT.value() + "', '%s')";

        // When
        try (var first = logs.database.app();
                var statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute(erase.formatted("ada"));
            var second = CompletableFuture.runAsync(() -> {
                try {
                    asService(erase.formatted("grace"));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 200 && logs.database.count("pg_locks WHERE NOT granted") == 0; i++) {
                Thread.sleep(10);
            }
            assertThat(second.isDone()).isFalse();
            first.commit();
            second.get(10, TimeUnit.SECONDS);
        }

        // Then
        assertThat(logs.database.column("SELECT DISTINCT person FROM audit.event WHERE person IS NOT NULL"))
                .containsExactly("carol");
        assertThat(logs.database.count(
                        "audit.event WHERE person = 'carol' AND salt IS NOT NULL AND address IS NOT NULL"))
                .isEqualTo(2);
        assertThat(logs.database.count("audit.event WHERE salt IS NULL")).isEqualTo(3);
    }

    private void asService(String sql) throws SQLException {
        try (var connection = logs.database.app();
                var statement = connection.createStatement()) {
            statement.setQueryTimeout(30);
            statement.execute(sql);
        }
    }
}
