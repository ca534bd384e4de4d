package dev.sallyport.proxy;

import static dev.sallyport.proxy.SharedInstallation.assertAudited;
import static dev.sallyport.proxy.SharedInstallation.assertNoOpenTransaction;
import static dev.sallyport.proxy.SharedInstallation.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a text does under the name of a read, the database is afterwards as it was.
class QueriesThatWriteIT {

    private static final String STATE = """
            SELECT (SELECT count(*) || '/' || sum(id) || '/' || string_agg(note, ',' ORDER BY id) FROM orders)
              || (SELECT last_value || ' ' || is_called FROM numbers)
              || (SELECT count(*) FROM pg_largeobject_metadata)
              || (SELECT count(*) FROM pg_class WHERE relname IN ('copied', 'made'))
              || (SELECT count(*) FROM pg_roles)""";

    static CustomerDatabase shop;
    static TestKey key;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        shop = SharedInstallation.newShop(
                "CREATE SEQUENCE numbers",
                "GRANT ALL ON SEQUENCE numbers TO PUBLIC",
                "GRANT CREATE ON SCHEMA public TO PUBLIC",
                "CREATE FUNCTION empties() RETURNS int LANGUAGE plpgsql AS 'BEGIN DELETE FROM orders; RETURN 1; END'",
                "CREATE FUNCTION reads_write() RETURNS int LANGUAGE plpgsql AS"
                        + " 'BEGIN SET TRANSACTION READ WRITE; DELETE FROM orders; RETURN 1; END'",
                "CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN DELETE FROM orders; COMMIT; END'",
                "CREATE FUNCTION calls() RETURNS int LANGUAGE plpgsql AS 'BEGIN CALL commits(); RETURN 1; END'");
        shop.server().run(shop.name(), "GRANT SELECT, UPDATE, DELETE ON orders TO PUBLIC");
        TestTenant tenant = SharedInstallation.get().newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), "query", "execute");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH x AS (UPDATE orders SET note = 'x' RETURNING id) SELECT * FROM x",
                "SELECT * INTO copied FROM orders",
                "SELECT nextval('numbers')",
                "SELECT setval('numbers', 99)",
                "SELECT lo_create(0)",
                "SELECT lo_from_bytea(0, 'x')",
                "SELECT empties()",
                "SELECT calls()",
                "SELECT reads_write()",
                "SELECT set_config('transaction_read_only', 'off', false), empties()",
                "SELECT set_config('transaction_read_only', 'off', true), nextval('numbers')",
                "SELECT * FROM orders FOR UPDATE",
                "EXPLAIN (ANALYZE) SELECT empties()",
                "CREATE TABLE made (x int)",
                "(((COMMIT)))",
                "COPY orders TO STDOUT",
                "LISTEN x",
            })
    void a_query_that_writes_is_refused_and_keeps_nothing(String sql) {
        // Given
        String before = shop.look(STATE);

        // When
        TestKey.Reply reply = key.query(integration, sql);

        // Then
        assertThat(reply.isEnvelope()).isTrue();
        assertThat(reply.code())
                .as(reply.json().encode())
                .isIn("statement_not_read_only", "statement_failed", "statement_blocked");
        assertAudited(SharedInstallation.get(), reply);
        assertThat(shop.look(STATE)).isEqualTo(before);
        assertNoOpenTransaction(shop);
    }

    @Test
    void a_notification_of_a_query_is_not_delivered() throws Exception {
        try (var connection = shop.server().superuser(shop.name());
                var statement = connection.createStatement()) {
            statement.execute("LISTEN news");
            key.query(integration, "SELECT pg_notify('news', 'from a query')");
            key.query(integration, "SELECT 1");
            assertThat(connection.unwrap(org.postgresql.PGConnection.class).getNotifications(200))
                    .isNullOrEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT empties()",
                "DROP TABLE orders",
                "COMMIT",
                "/**/ROLLBACK",
                "CALL commits()",
                "PREPARE TRANSACTION 'x'",
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
            })
    void an_execute_of_anything_but_a_write_is_refused_before_commit(String sql) {
        // Given
        String before = shop.look(STATE);

        // When
        TestKey.Reply reply = key.execute(integration, sql);

        // Then
        assertRefused(SharedInstallation.get(), reply, "statement_blocked");
        assertThat(shop.look(STATE)).isEqualTo(before);
        assertNoOpenTransaction(shop);
    }

    @Test
    void a_statement_past_its_time_is_cancelled_on_the_server() {
        // Given
        TestTenant tenant = integration.tenant();
        TestTenant.TestIntegration quick = tenant.newIntegration(
                shop.dsn(),
                grant -> TestTenant.observed(
                        grant.put("limits", new io.vertx.core.json.JsonObject().put("statement_timeout_ms", 400))),
                "query",
                "execute");

        // When
        TestKey.Reply reply = key.execute(quick, "DELETE FROM orders WHERE pg_sleep(30) IS NOT NULL");

        // Then
        assertRefused(SharedInstallation.get(), reply, "timeout");
        assertNoOpenTransaction(shop);
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("50");
    }
}
