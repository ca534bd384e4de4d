package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.audit.AuditEventCodec;
import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    void a_batch_that_is_tried_again_is_stored_once() throws Exception {
        // Given
        var batch = List.of(Samples.conclusion(), Samples.signIn(Samples.TENANT, "grace"), Samples.intent());
        var store = PgAuditStore.open(vertx, database.appOptions(), Samples.config());
        var before = database.count("audit.event");
        await(store.append(batch));

        // When
        await(store.appendAgain(batch));

        // Then
        assertThat(database.count("audit.event")).isEqualTo(before + 3);
        assertThatThrownBy(() -> await(store.append(batch))).hasMessageContaining("batch_");
        await(store.close());
    }

    @Test
    void every_column_is_a_copy_of_the_record() throws Exception {
        var intent = Samples.intent();
        var person = Samples.signIn(Samples.TENANT, "grace");

        await(Future.all(log.intend(intent), log.conclude(person)));

        for (var record : List.of(intent, person)) {
            var event = record.event();
            assertThat(database.column("""
                            SELECT concat_ws(' ', stage, extract(epoch FROM at)::numeric(20, 6), tenant_id, actor, decision,
                                             integration_id, operation, encode(salt, 'hex'), person, address)
                            FROM audit.event WHERE event_id = '%s'
                            """.formatted(record.id())))
                    .containsExactly(Stream.of(
                                    event.isConcluded() ? 2 : 1,
                                    micros(event.at()),
                                    event.who().tenant(),
                                    event.who().name(),
                                    event.decision().kind().ordinal(),
                                    event.what().integration(),
                                    event.what().operation(),
                                    HexFormat.of()
                                            .formatHex(
                                                    record.disclosure().salt().bytes()),
                                    record.disclosure().person(),
                                    record.disclosure().address())
                            .filter(Objects::nonNull)
                            .map(String::valueOf)
                            .collect(Collectors.joining(" ")));
        }
    }

    private static String micros(Instant at) {
        return at.getEpochSecond() + String.format(".%06d", at.getNano() / 1_000);
    }

    @Test
    void a_batch_larger_than_a_row_is_refused_at_the_start() {
        assertThatThrownBy(() -> PgAuditLog.open(vertx, database.appOptions(), Samples.config(4_096)))
                .hasMessageContaining("sallyport.audit.max-batch is 4096");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit.batch SET tenants = '{ten_b}'",
                "DELETE FROM audit.batch",
                "TRUNCATE audit.batch",
                "UPDATE audit.batch SET salts[1] = NULL, persons[1] = NULL, addresses[1] = NULL",
                "DELETE FROM audit.leaves",
                "UPDATE audit.head SET root = root",
                "DELETE FROM audit.tile",
                "UPDATE audit.retention_floor SET days = 1",
                "DROP TABLE audit.batch",
                "DROP VIEW audit.event",
                "ALTER TABLE audit.batch DISABLE TRIGGER ALL"
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
                "UPDATE audit.batch SET tenants = '{ten_b}'",
                "DELETE FROM audit.batch",
                "TRUNCATE audit.batch",
                "UPDATE audit.batch SET addresses[1] = 'x'",
                "UPDATE audit.batch SET addresses[1] = NULL",
                "UPDATE audit.batch SET addresses = '{}', salts = '{}'",
                "UPDATE audit.batch SET addresses = addresses || NULL::text, salts = salts || NULL::bytea",
                "UPDATE audit.batch SET persons = '{x}'",
                "UPDATE audit.leaves SET no = 0",
                "DELETE FROM audit.leaves",
                "TRUNCATE audit.leaves"
            })
    void triggers_refuse_a_change_by_the_owner_too(String sql) throws Exception {
        await(log.conclude(Samples.conclusion()));
        database.tamper("""
                INSERT INTO audit.leaves SELECT 0, 1, 1, at, event_id, event_id, ARRAY[event_id], ARRAY[stage], ARRAY[at],
                       ARRAY[tenant_id], leaf_hash
                FROM audit.event LIMIT 1 ON CONFLICT DO NOTHING
                """);

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
                "no = no + 1",
                "at = at - interval '1 s'",
                "digest = sha256('x')",
                "first_id = ''",
                "last_id = last_id || 'x'",
                "event_ids[1] = event_ids[1] || 'x'",
                "stages[1] = 3 - stages[1]",
                "ats[1] = ats[1] - interval '1 s'",
                "tenants[1] = tenants[1] || 'x'",
                "actors[1] = actors[1] || 'x'",
                "decisions[1] = decisions[1] + 1",
                "integrations[1] = integrations[1] || 'x'",
                "operations[1] = operations[1] || 'x'",
                "records[1] = 'x'",
                "leaf_hashes = sha256('x')",
                "event_ids = '{}', stages = '{}'"
            })
    void an_erasure_that_changes_anything_else_is_refused_to_the_owner_by_table_and_by_partition(String change)
            throws Exception {
        var record = Samples.conclusion();
        await(log.conclude(record));
        var row = "SELECT b::text FROM audit.batch b WHERE event_ids = '{" + record.id() + "}'";
        var before = database.column(row);
        var partition =
                database.column("SELECT tableoid::regclass FROM audit.batch WHERE event_ids = '{" + record.id() + "}'");
        assertThat(before).hasSize(1);

        for (var table : List.of("audit.batch", partition.getFirst())) {
            assertThatThrownBy(() -> {
                        try (var connection = database.owner()) {
                            connection
                                    .createStatement()
                                    .execute("UPDATE " + table + " SET salts[1] = NULL, addresses[1] = NULL, " + change
                                            + " WHERE event_ids = '{" + record.id() + "}'");
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
        var drawn = database.column("SELECT last_value FROM audit.batch_no");
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
            assertThat(database.column("SELECT last_value FROM audit.batch_no")).isEqualTo(drawn);
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
                        + "WHERE i.inhparent = 'audit.batch'::regclass");

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
