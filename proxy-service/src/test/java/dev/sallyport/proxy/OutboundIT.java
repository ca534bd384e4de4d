package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The way through the house on real parts.
class OutboundIT {

    static Installation installation;
    static CustomerDatabase shop;
    static TestTenant tenant;
    static TestKey key;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        installation = Installation.start();
        shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL)",
                "INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 50) n");
        tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), "query", "execute", "transaction");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void a_query_answers_rows_in_an_envelope_that_its_caller_opens() {
        // When
        TestKey.Reply reply = key.query(integration, "SELECT id, note FROM orders WHERE id = $1", "7");

        // Then
        assertThat(reply.code()).isEqualTo("ok");
        assertThat(reply.rows())
                .isEqualTo(new JsonArray().add(new JsonArray().add("7").add("note 7")));
        assertThat(reply.json().getInteger("row_count")).isEqualTo(1);
        assertThat(reply.raw().headers().firstValue("Server-Timing").orElseThrow())
                .contains("admit", "lane", "seal");
    }

    @Test
    void an_execute_is_kept() {
        // When
        TestKey.Reply reply =
                key.execute(integration, "INSERT INTO orders (id, note) VALUES ($1, $2) RETURNING id", "1001", "new");

        // Then
        assertThat(reply.code()).isEqualTo("ok");
        assertThat(reply.json().getInteger("rows_affected")).isEqualTo(1);
        assertThat(shop.look("SELECT note FROM orders WHERE id = 1001")).isEqualTo("new");
    }

    @Test
    void a_transaction_that_fails_at_its_second_statement_keeps_nothing() {
        // Given
        JsonObject payload = new JsonObject()
                .put(
                        "statements",
                        new JsonArray()
                                .add(TestKey.statement("INSERT INTO orders VALUES (2001, 'first')"))
                                .add(TestKey.statement("INSERT INTO orders VALUES (1, 'twice')")));

        // When
        TestKey.Reply reply = key.call(integration.id().value(), "transaction", payload);

        // Then
        assertThat(reply.code()).isEqualTo("statement_failed");
        assertThat(reply.details().getInteger("failed_statement")).isEqualTo(1);
        assertThat(reply.details().getString("sqlstate")).isEqualTo("23505");
        assertThat(shop.look("SELECT count(*) FROM orders WHERE id = 2001")).isEqualTo("0");
    }

    @Test
    void steady_state_costs_no_call_of_the_kms_and_no_decapsulation() {
        // Given
        key.query(integration, "SELECT 1");
        long calls = installation.house.kms.calls();
        long decapsulations = installation.house.unsealing.decapsulations();

        // When
        for (int i = 0; i < 50; i++) {
            assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");
        }

        // Then
        assertThat(installation.house.kms.calls()).isEqualTo(calls);
        assertThat(installation.house.unsealing.decapsulations()).isEqualTo(decapsulations);
    }
}
