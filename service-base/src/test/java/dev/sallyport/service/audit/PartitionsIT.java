package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.service.audit.sequence.Logs;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The months of the log as tables.
class PartitionsIT {

    private Logs logs;

    @BeforeEach
    void create() throws Exception {
        logs = Logs.create();
    }

    @AfterEach
    void close() throws Exception {
        logs.close();
    }

    @Test
    void a_long_reader_stops_neither_the_log_nor_the_months_ahead_for_good() throws Exception {
        // Given
        var far = Instant.now().plus(300, ChronoUnit.DAYS);
        var partitions = "pg_inherits WHERE inhparent = 'audit.batch'::regclass";
        long before = logs.database.count(partitions);

        // When
        try (var reader = logs.database.app();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM audit.batch");
            run("SELECT audit.ensure_partitions('" + far + "', 1)");
            assertThat(logs.database.count(partitions)).isEqualTo(before);
            Logs.await(logs.log.conclude(Samples.conclusion()));
            reader.rollback();
        }

        // Then
        run("SELECT audit.ensure_partitions('" + far + "', 1)");
        assertThat(logs.database.count(partitions)).isEqualTo(before + 1);
    }

    @Test
    void autovacuum_compares_no_arrays_but_those_that_the_planner_asks_about() throws Exception {
        run("SELECT audit.ensure_partitions(now() + interval '200 days', 1)");

        assertThat(logs.database.column("""
                        SELECT DISTINCT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                        WHERE relnamespace = 'audit'::regnamespace AND relkind IN ('r', 'p') AND relname ~ '^(batch|leaves)'
                          AND attnum > 0 AND coalesce(attstattarget, -1) <> 0 ORDER BY attname
                        """))
                .containsExactly("at", "first_id", "first_leaf", "last_id", "no", "persons", "tenants");
        assertThat(logs.database.count("""
                        pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                        WHERE relnamespace = 'audit'::regnamespace AND relkind IN ('r', 'p') AND relname ~ '^(batch|leaves)'
                          AND attnum > 0 AND coalesce(attstattarget, -1) NOT IN (0, 10)
                        """)).isZero();
    }

    private void run(String sql) throws SQLException {
        try (var connection = logs.database.app();
                var statement = connection.createStatement()) {
            statement.setQueryTimeout(30);
            statement.execute(sql);
        }
    }
}
