package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.PostgresOptions;
import dev.sallyport.testkit.postgres.ServerTls;
import dev.sallyport.testkit.postgres.TestCa;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every refusal of the API: what the caller is told, and that nothing happened.
class RefusalsIT {

    static Installation installation;
    static CustomerDatabase shop;
    static TestTenant tenant;
    static TestKey key;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of("sallyport.target.connect-timeout", "3s"));
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

    /// The refusal has this code, an audit event, and changed nothing.
    private static void refused(TestKey.Reply reply, String code) {
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(reply.text()).doesNotContain(shop.role().name(), shop.role().secret(), "localhost", "127.0.0.1");
        String event = reply.json().getJsonObject("meta").getString("audit_event_id");
        assertThat(concluded(event)).as("audit event of " + code).isEqualTo(1);
        assertThat(shop.look("SELECT count(*) || '/' || sum(id) || '/' || min(note) FROM orders"))
                .isEqualTo("50/1275/note 1");
    }

    private static long concluded(String event) {
        try (Connection connection = installation.postgres.superuser(installation.proxyDatabase);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM audit.event WHERE event_id = '" + event + "' AND stage = 2")) {
            rows.next();
            return rows.getLong(1);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void statements_that_write_are_no_queries() {
        refused(key.query(integration, "INSERT INTO orders VALUES (77, 'x')"), "statement_blocked");
        refused(
                key.query(integration, "WITH x AS (DELETE FROM orders RETURNING id) SELECT * FROM x"),
                "statement_blocked");
        refused(key.query(integration, "EXPLAIN ANALYZE DELETE FROM orders"), "statement_blocked");
        refused(key.query(integration, "SET statement_timeout = 0"), "statement_blocked");
        refused(key.query(integration, "/* x */ COMMIT"), "statement_blocked");
    }

    @Test
    void several_statements_in_one_text_are_refused() {
        refused(key.query(integration, "SELECT 1; DELETE FROM orders"), "statement_blocked");
        refused(key.execute(integration, "DELETE FROM orders WHERE id = 1; DELETE FROM orders"), "statement_blocked");
    }

    @Test
    void execute_takes_writes_and_nothing_else() {
        refused(key.execute(integration, "SELECT 1"), "statement_blocked");
        refused(key.execute(integration, "TRUNCATE orders"), "statement_blocked");
        refused(
                key.execute(integration, "WITH x AS (DELETE FROM orders RETURNING id) SELECT * FROM x"),
                "statement_blocked");
        refused(key.execute(integration, "DO $$ BEGIN DELETE FROM orders; END $$"), "statement_blocked");
    }

    @Test
    void a_transaction_cannot_commit_in_its_middle() {
        // Given
        JsonObject payload = new JsonObject()
                .put(
                        "statements",
                        new JsonArray()
                                .add(TestKey.statement("DELETE FROM orders WHERE id > 0"))
                                .add(TestKey.statement("-- x\n COMMIT")));

        // When
        TestKey.Reply reply = key.call(integration.id().value(), "transaction", payload);

        // Then
        refused(reply, "statement_blocked");
        assertThat(reply.details().getInteger("failed_statement")).isEqualTo(1);
    }

    @Test
    void a_transaction_whose_rows_are_not_as_expected_keeps_nothing() {
        // Given
        JsonObject payload = new JsonObject()
                .put("isolation", "serializable")
                .put(
                        "statements",
                        new JsonArray()
                                .add(TestKey.statement("UPDATE orders SET note = 'x' WHERE id < 10")
                                        .put("expect_rows", 9))
                                .add(TestKey.statement("DELETE FROM orders WHERE id = 5000")
                                        .put("expect_rows", 1)));

        // When
        TestKey.Reply reply = key.call(integration.id().value(), "transaction", payload);

        // Then
        refused(reply, "statement_failed");
        assertThat(reply.details().getInteger("failed_statement")).isEqualTo(1);
    }

    @Test
    void mistakes_in_a_statement_are_told_without_values() {
        TestKey.Reply column = key.query(integration, "SELECT nope FROM orders");
        refused(column, "statement_failed");
        assertThat(column.details().getString("sqlstate")).isEqualTo("42703");
        assertThat(column.json().getString("detail")).contains("nope");
        TestKey.Reply value = key.query(integration, "SELECT * FROM orders WHERE id = $1", "sesame-value");
        refused(value, "statement_failed");
        assertThat(value.text()).doesNotContain("sesame-value");
        TestKey.Reply unique = key.execute(integration, "INSERT INTO orders VALUES (1, 'sesame-value')");
        refused(unique, "statement_failed");
        assertThat(unique.text()).doesNotContain("sesame-value").contains("orders_pkey");
        refused(key.query(integration, "SELECT $1::int8", 1, 2), "statement_failed");
    }

    @Test
    void limits_of_rows_bytes_and_time_hold() {
        TestTenant.TestIntegration small = tenant.newIntegration(
                shop.dsn(),
                grant -> TestTenant.observed(grant)
                        .put(
                                "limits",
                                new JsonObject()
                                        .put("max_rows", 10)
                                        .put("max_bytes", 10_000)
                                        .put("statement_timeout_ms", 500)),
                "query",
                "execute");
        TestKey.Reply cut = key.query(small, "SELECT id FROM orders ORDER BY id");
        assertThat(cut.rows()).hasSize(10);
        assertThat(cut.json().getBoolean("truncated")).isTrue();
        refused(key.query(small, "SELECT repeat('x', 20000)"), "limit_exceeded");
        refused(key.query(integration, "SELECT repeat('x', 10000000)"), "limit_exceeded");
        refused(key.execute(small, "UPDATE orders SET note = note || 'x' WHERE id > 0 RETURNING id"), "limit_exceeded");
        refused(key.query(small, "SELECT pg_sleep(20)"), "timeout");
        refused(key.query(small, "SELECT set_config('statement_timeout', '0', true), pg_sleep(20)"), "timeout");
        Waiting.until(
                "the server has ended the cancelled statements",
                () -> shop.look(
                                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND state = 'active'"
                                        + " AND pid <> pg_backend_pid()")
                        .equals("0"));
    }

    @Test
    void what_is_not_granted_reads_like_what_does_not_exist() {
        TestTenant other = installation.newTenant();
        TestTenant.TestIntegration foreign = other.newIntegration(shop.dsn(), "query");
        int connections = shop.connections();
        TestKey.Reply notMine = key.query(foreign, "SELECT 1");
        TestKey.Reply nothing = key.call("int_00000000000000000000000000", "query", TestKey.statement("SELECT 1"));
        refused(notMine, "integration_not_found");
        refused(nothing, "integration_not_found");
        assertThat(notMine.json().getString("detail")).isEqualTo(nothing.json().getString("detail"));
        TestTenant.TestIntegration none = tenant.newIntegration(shop.dsn());
        refused(key.query(none, "SELECT 1"), "operation_not_allowed");
        refused(key.call(integration.id().value(), "drop_everything", new JsonObject()), "operation_not_allowed");
        TestKey narrow = tenant.newKey(grant -> grant.put("operations", new JsonArray().add("execute")));
        refused(narrow.query(integration, "SELECT 1"), "operation_not_allowed");
        TestKey elsewhere = tenant.newKey(
                grant -> grant.put("integrations", new JsonArray().add(none.id().value())));
        refused(elsewhere.query(integration, "SELECT 1"), "integration_not_found");
        assertThat(shop.connections()).isLessThanOrEqualTo(connections);
    }

    @Test
    void a_key_that_is_not_valid_is_unauthenticated_and_all_such_keys_read_alike() {
        TestKey expired = tenant.newKey(grant -> grant.put("expires_at", System.currentTimeMillis() - 1));
        TestKey revoked = tenant.newKey();
        installation.vault.put(
                "api_key",
                revoked.id().value(),
                installation.vault.grant(revoked.id().value()),
                installation.vault.record(revoked.id().value()),
                "revoked");
        for (TestKey bad : List.of(expired, revoked)) {
            Waiting.until("refused", () -> bad.query(integration, "SELECT 1").httpStatus() == 401);
            refused(bad.query(integration, "SELECT 1"), "unauthenticated");
        }
        TestKey scopeless = tenant.newKey(grant -> grant.put("scopes", new JsonArray().add("vault:read")));
        TestKey.Reply reply = scopeless.query(integration, "SELECT 1");
        refused(reply, "scope_missing");
        assertThat(reply.httpStatus()).isEqualTo(403);
        TestKey fromElsewhere = tenant.newKey(grant -> grant.put("allowed_ips", new JsonArray().add("10.0.0.0/8")));
        refused(fromElsewhere.query(integration, "SELECT 1"), "address_not_allowed");
    }

    @Test
    void requests_that_are_not_well_formed_get_a_plain_4xx() throws Exception {
        String good = "{\"integration_id\":\"" + integration.id()
                + "\",\"operation\":\"query\",\"payload\":{\"sql\":\"SELECT 1\"}}";
        for (String bad : List.of(
                "",
                "{",
                "\uFEFF" + good,
                good + "x",
                good.replace("\"operation\"", "\"operation\":\"query\",\"operation\""),
                good.replace("SELECT 1", "\\ud800"),
                good.replace("SELECT 1", "\\u0000"),
                good.replace("\"SELECT 1\"", "1e400"),
                good.replace("{\"sql\":\"SELECT 1\"}", "[".repeat(5000) + "]".repeat(5000)),
                good.replace("int_", "../"))) {
            long start = System.nanoTime();
            TestKey.Reply reply = key.send(bad, Optional.empty(), TestKey.nonce());
            assertThat(reply.httpStatus())
                    .as(bad.substring(0, Math.min(80, bad.length())))
                    .isEqualTo(400);
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
        StringBuilder members = new StringBuilder("{");
        for (int i = 0; i < 80_000; i++) {
            members.append("\"k").append(i).append("\":1,");
        }
        assertThat(key.send(members.append("\"z\":1}").toString(), Optional.empty(), TestKey.nonce())
                        .httpStatus())
                .isEqualTo(400);
        TestKey.Reply large =
                key.send(good.replace("SELECT 1", " ".repeat(1_100_000)), Optional.empty(), TestKey.nonce());
        assertThat(large.code()).isEqualTo("body_too_large");
        HttpResponse<String> form = installation.send(HttpRequest.newBuilder(installation.outbound())
                .header("Content-Type", "text/plain")
                .header("X-Api-Key", key.text().reveal(bytes -> new String(bytes, UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(good))
                .build());
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(key.send(good, Optional.empty(), new byte[8]).code()).isEqualTo("invalid_nonce");
    }

    @Test
    void a_target_that_cannot_be_trusted_or_reached_is_refused_by_kind() {
        refused(on(shop.dsn("wrongwrongwrongwrongwrong", shop.server().ca().certificatePem())), "target_auth_failed");
        refused(on(shop.dsn(shop.role().secret(), TestCa.create().certificatePem())), "target_tls_failed");
        refused(on(shop.dsn().replace("localhost:" + shop.server().port(), "localhost:1")), "target_unreachable");
        refused(on(shop.dsn().replace("sslmode=verify-full", "sslmode=disable")), "target_tls_failed");
        refused(on(shop.dsn() + "&options=-c%20x"), "invalid_dsn");
        refused(on(shop.dsn().replace("localhost", "169.254.169.254")), "target_refused");
        refused(on(shop.dsn().replace("localhost", "10.1.2.3")), "target_refused");
    }

    private static TestKey.Reply on(String dsn) {
        return key.query(tenant.newIntegration(dsn, "query"), "SELECT 1");
    }

    @Test
    void a_certificate_of_another_name_or_time_is_refused() {
        for (ServerTls tls : List.of(ServerTls.WRONG_NAME, ServerTls.EXPIRED, ServerTls.OFF)) {
            try (EmbeddedPostgres server = EmbeddedPostgres.start(
                    PostgresOptions.defaults().withTls(tls).withoutDurability())) {
                CustomerDatabase database = CustomerDatabase.in(server);
                refused(on(database.dsn()), "target_tls_failed");
                assertThat(database.connections()).isZero();
            }
        }
    }

    @Test
    void loopback_needs_the_operators_permission() {
        try (Installation strict = Installation.start(Map.of("sallyport.target-addresses.allowed", ""))) {
            TestTenant here = strict.newTenant();
            TestKey.Reply reply = here.newKey().query(here.newIntegration(shop.dsn(), "query"), "SELECT 1");
            assertThat(reply.code()).isEqualTo("target_refused");
        }
    }
}
