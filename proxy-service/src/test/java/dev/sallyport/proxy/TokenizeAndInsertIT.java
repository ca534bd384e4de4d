package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rows and tokens are kept together or not at all.
class TokenizeAndInsertIT {

    static Installation installation;
    static CustomerDatabase shop;
    static TestKey key;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        installation = Installation.start();
        shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE people (id int PRIMARY KEY, \"E mail\" text, note text)",
                "CREATE TABLE other (id int)");
        TestTenant tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), "tokenize_and_insert");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    private static long tokens(String where) throws Exception {
        try (Connection connection = installation.postgres.superuser(installation.proxyDatabase);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM proxy.token WHERE " + where)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static JsonObject payload(String table, JsonObject record, String column) {
        return new JsonObject()
                .put("table", table)
                .put("record", record)
                .put("tokenize", new JsonObject().put(column, new JsonObject().put("data_type", "email")));
    }

    @Test
    void a_record_is_inserted_with_a_token_in_place_of_its_value() throws Exception {
        // Given
        JsonObject record =
                new JsonObject().put("id", 1).put("E mail", "ada@example.org").put("note", "it's \"quoted\"");

        // When
        TestKey.Reply reply =
                key.call(integration.id().value(), "tokenize_and_insert", payload("people", record, "E mail"));

        // Then
        assertThat(reply.code()).isEqualTo("ok");
        String token = reply.json().getJsonObject("tokens").getString("E mail");
        assertThat(token).matches("tok_[0-9a-z]{26}");
        assertThat(shop.look("SELECT \"E mail\" FROM people WHERE id = 1")).isEqualTo(token);
        assertThat(shop.look("SELECT note FROM people WHERE id = 1")).isEqualTo("it's \"quoted\"");
        assertThat(tokens("token_id = '" + token + "' AND NOT is_pending")).isEqualTo(1);
        assertThat(tokens("position('ada'::bytea in ciphertext) > 0")).isZero();
    }

    @Test
    void several_records_are_kept_together() {
        // Given
        JsonObject payload = new JsonObject()
                .put("table", "public.people")
                .put(
                        "records",
                        new JsonArray()
                                .add(new JsonObject().put("id", 11).put("E mail", "b@example.org"))
                                .add(new JsonObject().put("id", 12).putNull("E mail")))
                .put("tokenize", new JsonObject().put("E mail", new JsonObject().put("data_type", "email")));

        // When
        TestKey.Reply reply = key.call(integration.id().value(), "tokenize_and_insert", payload);

        // Then
        assertThat(reply.json().getInteger("rows_affected")).isEqualTo(2);
        assertThat(reply.json().getJsonArray("tokens").getJsonObject(1).isEmpty())
                .isTrue();
        assertThat(shop.look("SELECT count(*) FROM people WHERE id IN (11, 12)"))
                .isEqualTo("2");
    }

    @Test
    void a_failed_insert_leaves_neither_row_nor_token() throws Exception {
        // Given
        JsonObject record = new JsonObject().put("id", 21).put("E mail", "c@example.org");
        key.call(integration.id().value(), "tokenize_and_insert", payload("people", record, "E mail"));
        long before = tokens("true");

        // When
        TestKey.Reply reply =
                key.call(integration.id().value(), "tokenize_and_insert", payload("people", record, "E mail"));

        // Then
        assertThat(reply.code()).isEqualTo("statement_failed");
        assertThat(reply.details().getString("sqlstate")).isEqualTo("23505");
        assertThat(tokens("true")).isEqualTo(before);
    }

    @Test
    void names_that_the_catalogue_does_not_know_are_refused() throws Exception {
        // Given
        String attack = "people\" (id) VALUES (99); DROP TABLE other; --";
        long before = tokens("true");

        // When
        TestKey.Reply table = key.call(
                integration.id().value(), "tokenize_and_insert", payload(attack, new JsonObject().put("id", 1), "id"));
        TestKey.Reply column = key.call(
                integration.id().value(),
                "tokenize_and_insert",
                payload("people", new JsonObject().put("id\"", 1), "id\""));

        // Then
        assertThat(table.details().getString("sqlstate")).isEqualTo("42P01");
        assertThat(column.details().getString("sqlstate")).isEqualTo("42703");
        assertThat(tokens("true")).isEqualTo(before);
        assertThat(shop.look("SELECT count(*) FROM other")).isEqualTo("0");
    }

    @Test
    void what_a_crash_left_pending_follows_the_customers_transaction() throws Exception {
        // Given
        JsonObject record = new JsonObject().put("id", 31).put("E mail", "d@example.org");
        TestKey.Reply kept =
                key.call(integration.id().value(), "tokenize_and_insert", payload("people", record, "E mail"));
        String token = kept.json().getJsonObject("tokens").getString("E mail");
        installation.postgres.run(
                installation.proxyDatabase,
                "UPDATE proxy.token SET is_pending = true, created_at = now() - interval '2 minutes' WHERE token_id = '"
                        + token + "'",
                "INSERT INTO proxy.token (token_id, tenant_id, data_type, key_id, nonce, ciphertext, is_pending,"
                        + " integration_id, customer_xid, created_at, credential_id) SELECT 'tok_of_an_aborted_one', tenant_id, data_type, key_id, nonce, ciphertext, true,"
                        + " integration_id, '" + abortedTransaction()
                        + "', created_at, credential_id FROM proxy.token WHERE token_id = '" + token
                        + "'");

        // When
        Waiting.on(installation.house.pendingTokens.settle());

        // Then
        assertThat(tokens("token_id = '" + token + "' AND NOT is_pending")).isEqualTo(1);
        assertThat(tokens("token_id = 'tok_of_an_aborted_one'")).isZero();
    }

    private static String abortedTransaction() throws Exception {
        try (Connection connection = shop.server().superuser(shop.name());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (ResultSet rows = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
                rows.next();
                String xid = rows.getString(1);
                rows.close();
                connection.rollback();
                return xid;
            }
        }
    }
}
