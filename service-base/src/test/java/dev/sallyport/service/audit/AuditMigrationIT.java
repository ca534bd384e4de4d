package dev.sallyport.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A database that an earlier release has written.
class AuditMigrationIT {

    private static final String ROWS = """
            SELECT row(e.seq, e.event_id, e.stage, e.at, e.tenant_id, e.actor, e.decision, e.integration_id,
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

    private static long asService(AuditDatabase database, String sql) throws Exception {
        try (var connection = database.app();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
