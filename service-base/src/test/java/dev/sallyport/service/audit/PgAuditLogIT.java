package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgAuditLogIT {

    private static final String WAITS_FOR_BARRIER = """
            pg_locks JOIN pg_database d ON d.oid = database
            WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted""";

    private static Vertx vertx;
    private static AuditDatabase database;
    private static PgAuditLog log;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        database = AuditDatabase.create();
        log = PgAuditLog.open(vertx, database.appOptions(), Samples.config());
    }

    @AfterAll
    static void stop() throws Exception {
        await(log.close());
        await(vertx.close());
    }

    @Test
    void an_intent_and_its_conclusion_are_stored_with_the_bytes_that_the_leaf_is_made_of() throws Exception {
        // Given
        var intent = Samples.intent();
        var conclusion = Samples.conclusion(intent);

        // When
        await(log.intend(intent).compose(_ -> log.conclude(conclusion)));

        // Then
        var canonical = database.column("SELECT encode(canonical, 'hex') FROM audit.event WHERE event_id = '"
                + intent.id() + "' ORDER BY stage");
        assertThat(canonical).hasSize(2);
        assertThat(AuditEventCodec.decode(HexFormat.of().parseHex(canonical.get(0))))
                .isEqualTo(intent.event());
        assertThat(AuditEventCodec.decode(HexFormat.of().parseHex(canonical.get(1))))
                .isEqualTo(conclusion.event());
        assertThat(database.column("SELECT encode(leaf_hash, 'hex') FROM audit.event WHERE stage = 2 AND event_id = '"
                        + intent.id() + "'"))
                .containsExactly(conclusion.leaf().toString());
    }

    @Test
    void many_records_at_once_are_all_stored_once() throws Exception {
        // Given
        List<AuditRecord> records = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            records.add(Samples.conclusion());
        }
        var before = database.count("audit.event");

        // When
        await(Future.all(records.stream().map(log::conclude).toList()));

        // Then
        assertThat(database.count("audit.event") - before).isEqualTo(5_000);
        assertThat(database.count("audit.event WHERE salt IS NULL")).isZero();
    }

    @Test
    void a_record_that_is_given_twice_is_stored_once() throws Exception {
        // Given
        var record = Samples.conclusion();
        await(log.conclude(record));

        // When
        await(log.conclude(record));

        // Then
        assertThat(database.column("SELECT event_id FROM audit.event WHERE event_id = '" + record.id() + "'"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit.event SET tenant_id = 'ten_b'",
                "DELETE FROM audit.event",
                "TRUNCATE audit.event",
                "UPDATE audit.event SET salt = NULL, person = NULL, address = NULL",
                "DELETE FROM audit.leaf",
                "UPDATE audit.head SET root = root",
                "DELETE FROM audit.tile",
                "UPDATE audit.retention_floor SET days = 1",
                "DROP TABLE audit.event",
                "ALTER TABLE audit.event DISABLE TRIGGER ALL"
            })
    void the_role_of_the_service_can_change_nothing(String sql) throws Exception {
        await(log.conclude(Samples.conclusion()));
        var before = database.count("audit.event");

        assertThatThrownBy(() -> {
                    try (var connection = database.app()) {
                        connection.createStatement().execute(sql);
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");

        assertThat(database.count("audit.event")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit.event SET tenant_id = 'ten_b'",
                "DELETE FROM audit.event",
                "TRUNCATE audit.event",
                "UPDATE audit.event SET address = 'x'",
                "UPDATE audit.event SET address = NULL, person = NULL",
                "TRUNCATE audit.leaf"
            })
    void triggers_refuse_a_change_by_the_owner_too(String sql) throws Exception {
        await(log.conclude(Samples.conclusion()));

        assertThatThrownBy(() -> {
                    try (var connection = database.owner()) {
                        connection.createStatement().execute(sql);
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("append-only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seq = seq + 1",
                "event_id = event_id || 'x'",
                "stage = 3 - stage",
                "at = at - interval '1 s'",
                "tenant_id = tenant_id || 'x'",
                "actor = actor || 'x'",
                "decision = decision + 1",
                "integration_id = integration_id || 'x'",
                "operation = operation || 'x'",
                "canonical = 'x'",
                "leaf_hash = sha256('x')"
            })
    void an_erasure_that_changes_anything_else_is_refused_to_the_owner_by_table_and_by_partition(String change)
            throws Exception {
        var record = Samples.conclusion();
        await(log.conclude(record));
        var row = "SELECT e::text FROM audit.event e WHERE event_id = '" + record.id() + "'";
        var before = database.column(row);
        var partition =
                database.column("SELECT tableoid::regclass FROM audit.event WHERE event_id = '" + record.id() + "'");

        for (var table : List.of("audit.event", partition.getFirst())) {
            assertThatThrownBy(() -> {
                        try (var connection = database.owner()) {
                            connection
                                    .createStatement()
                                    .execute("UPDATE " + table + " SET salt = NULL, person = NULL, address = NULL, "
                                            + change + " WHERE event_id = '" + record.id() + "'");
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("append-only");
        }

        assertThat(database.column(row)).isEqualTo(before);
    }

    @Test
    void no_number_is_drawn_while_the_sequencer_looks() throws Exception {
        var patient = PgAuditLog.open(vertx, database.appOptions(), Samples.config(Duration.ofSeconds(20)));
        await(patient.conclude(Samples.conclusion()));
        var drawn = database.column("SELECT last_value FROM audit.event_seq");
        var before = database.count("audit.event");
        Future<Void> written;
        try (var sequencer = database.app();
                var statement = sequencer.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + AuditLocks.BARRIER + ")");

            written = patient.conclude(Samples.conclusion());
            for (int i = 0; i < 200 && database.count(WAITS_FOR_BARRIER) == 0; i++) {
                Thread.sleep(10);
            }

            assertThat(database.count(WAITS_FOR_BARRIER)).isEqualTo(1);
            assertThat(database.column("SELECT last_value FROM audit.event_seq"))
                    .isEqualTo(drawn);
            assertThat(written.isComplete()).isFalse();
        }
        await(written);
        await(patient.close());
        assertThat(database.count("audit.event")).isEqualTo(before + 1);
    }

    @Test
    void a_truncate_of_one_partition_is_refused_too() throws Exception {
        var partitions =
                database.column("SELECT c.oid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                        + "WHERE i.inhparent = 'audit.event'::regclass");

        assertThat(partitions)
                .hasSize(5)
                .allSatisfy(partition -> assertThatThrownBy(() -> {
                            try (var connection = database.owner()) {
                                connection.createStatement().execute("TRUNCATE " + partition);
                            }
                        })
                        .hasMessageContaining("append-only"));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
