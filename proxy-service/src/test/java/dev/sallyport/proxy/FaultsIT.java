package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.envelope.RequestDigest;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.PostgresOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the proxy stands on fails, one after the other.
class FaultsIT {

    EmbeddedPostgres platform;
    Installation installation;
    CustomerDatabase shop;
    TestTenant tenant;
    TestKey key;
    TestTenant.TestIntegration integration;

    @BeforeEach
    void start() {
        platform = EmbeddedPostgres.start(PostgresOptions.defaults().withoutDurability());
        installation = Installation.start(
                Map.of(
                        "sallyport.vault.silence", "1s",
                        "sallyport.vault.grants-serve-for", "6s",
                        "sallyport.target.drain-timeout", "2s",
                        "sallyport.target.max-connections", "4"),
                platform);
        shop = CustomerDatabase.in(EmbeddedPostgres.shared(), "CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query", "execute");
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");
    }

    @AfterEach
    void stop() {
        installation.close();
        platform.close();
    }

    @Test
    void without_the_kms_open_pools_go_on_and_cold_ones_get_503() {
        // Given
        TestTenant.TestIntegration cold = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query");
        installation.kms.stop();

        // When
        TestKey.Reply hot = key.query(integration, "SELECT 1");
        TestKey.Reply refused = key.query(cold, "SELECT 1");
        installation.kms.start();

        // Then
        assertThat(hot.code()).isEqualTo("ok");
        assertThat(refused.httpStatus()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("kms_unavailable");
        Waiting.until(
                "cold pools open again",
                () -> key.query(cold, "SELECT 1").code().equals("ok"));
    }

    @Test
    void without_the_vault_cached_grants_serve_for_a_time_and_then_nothing_does() {
        // Given
        installation.vault.stop();

        // When
        TestKey.Reply cached = key.query(integration, "SELECT 1");
        Waiting.until(
                "grants stop serving",
                Duration.ofSeconds(15),
                () -> key.query(integration, "SELECT 1").httpStatus() == 503);
        TestKey.Reply late = key.execute(integration, "INSERT INTO orders VALUES (1, 'late')");

        // Then
        assertThat(cached.code()).isEqualTo("ok");
        assertThat(late.code()).isEqualTo("grants_unavailable");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
        installation.vault.start();
        Waiting.until(
                "the vault is back",
                () -> key.query(integration, "SELECT 1").code().equals("ok"));
    }

    @Test
    void without_the_audit_store_nothing_is_done() {
        // Given
        TestKey reviewer = tenant.newKey(grant -> grant.put("scopes", new JsonArray().add("evaluate")));
        assertThat(review(reviewer).statusCode()).isEqualTo(200);
        platform.stop();

        // When
        TestKey.Reply write = key.execute(integration, "INSERT INTO orders VALUES (2, 'unaudited')");
        TestKey.Reply read = key.query(integration, "SELECT 1");
        HttpResponse<String> review = review(reviewer);

        // Then
        assertThat(write.httpStatus()).isEqualTo(503);
        assertThat(write.code()).isEqualTo("audit_unavailable");
        assertThat(read.httpStatus()).isEqualTo(503);
        assertThat(review.statusCode()).isEqualTo(503);
        assertThat(review.body()).contains("audit_unavailable").doesNotContain("decision");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
        platform.resume();
        Waiting.until(
                "the audit store is back",
                () -> key.query(integration, "SELECT 1").code().equals("ok"));
    }

    private HttpResponse<String> review(TestKey by) {
        return installation.send(HttpRequest.newBuilder(installation.outbound().resolve("/api/v1/proxy/query"))
                .header("X-API-Key", by.text().reveal(bytes -> new String(bytes, UTF_8)))
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                .build());
    }

    @Test
    void a_revoked_key_and_a_rotated_credential_are_in_force_within_a_second() {
        // Given
        TestKey other = tenant.newKey();
        assertThat(other.query(integration, "SELECT 1").code()).isEqualTo("ok");
        EmbeddedPostgres.Role second = shop.server().newRole("shop_second");
        shop.server().run(shop.name(), "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + second.name());
        CustomerDatabase rotated = new CustomerDatabase(shop.server(), shop.name(), second);

        // When
        installation.vault.put(
                "api_key",
                other.id().value(),
                installation.vault.grant(other.id().value()),
                installation.vault.record(other.id().value()),
                "revoked");
        integration.put(2, rotated.dsn(), grant -> grant.put("allowed_operations", new JsonArray().add("query")));
        installation.vault.announce(
                "credential", integration.credential().value(), tenant.id().value());

        // Then
        Waiting.until(
                "revoked",
                Duration.ofSeconds(1),
                () -> other.query(integration, "SELECT 1").httpStatus() == 401);
        TestKey.Reply reply = key.query(integration, "SELECT current_user::text");
        assertThat(reply.rows().getJsonArray(0).getString(0)).isEqualTo(second.name());
        Waiting.until("old connections are closed", Duration.ofSeconds(30), () -> shop.connections() == 0);
    }

    @Test
    void a_row_put_back_or_swapped_in_the_vault_is_refused() {
        // Given
        JsonObject old = installation.vault.grant(integration.id().value());
        byte[] oldRecord = installation.vault.record(integration.id().value());
        int fetches = installation.vault.fetches();
        integration.put(2, shop.dsn(), grant -> grant.put("allowed_operations", new JsonArray().add("query")));
        Waiting.until(
                "the new grant is seen",
                () -> key.query(integration, "SELECT 1").code().equals("ok") && installation.vault.fetches() > fetches);

        // When
        installation.vault.tamper(integration.id().value(), old, oldRecord);
        installation.vault.announce(
                "integration", integration.id().value(), tenant.id().value());

        // Then
        Waiting.until(
                "the older grant is refused",
                () -> key.query(integration, "SELECT 1").code().equals("grants_unavailable"));
        TestTenant.TestIntegration swapped = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query");
        installation.vault.tamper(
                swapped.id().value(), installation.vault.grant(swapped.id().value()), oldRecord);
        assertThat(key.query(swapped, "SELECT 1").code()).isEqualTo("credential_not_usable");
    }

    @Test
    void a_hundred_parallel_repeats_have_one_effect_and_one_answer() throws Exception {
        // Given
        String body = new JsonObject()
                .put("integration_id", integration.id().value())
                .put("operation", "execute")
                .put("payload", TestKey.statement("INSERT INTO orders SELECT count(*) + 1, 'once' FROM orders"))
                .encode();
        byte[] nonce = TestKey.nonce();
        Set<String> envelopes = ConcurrentHashMap.newKeySet();

        // When
        try (var threads = Executors.newFixedThreadPool(50)) {
            for (int i = 0; i < 100; i++) {
                threads.submit(() -> envelopes.add(
                        key.send(body, Optional.of("one-key"), nonce).raw().body()));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }

        // Then
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("1");
        assertThat(envelopes).hasSize(1);
        TestKey.Reply other = key.send(body.replace("once", "twice"), Optional.of("one-key"), nonce);
        assertThat(other.httpStatus()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("idempotency_conflict");
    }

    @Test
    void a_call_that_crashed_in_its_middle_is_not_run_again() {
        // Given
        String body = new JsonObject()
                .put("integration_id", integration.id().value())
                .put("operation", "execute")
                .put("payload", TestKey.statement("INSERT INTO orders VALUES (9, 'crash')"))
                .encode();
        byte[] digest = RequestDigest.of("POST", "/api/v2/proxy/outbound", body.getBytes(UTF_8));
        platform.run(
                installation.proxyDatabase,
                "INSERT INTO proxy.idempotent_call (api_key_id, idempotency_key, request_digest) VALUES ('" + key.id()
                        + "', 'crashed', '\\x" + HexFormat.of().formatHex(digest) + "')");

        // When
        TestKey.Reply reply = key.send(body, Optional.of("crashed"), TestKey.nonce());

        // Then
        assertThat(reply.httpStatus()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("idempotency_outcome_unknown");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void no_state_of_one_call_reaches_the_next() {
        // Given
        List<String> marks = List.of(
                "SELECT set_config('search_path', 'pg_catalog', false)",
                "SELECT set_config('DateStyle', 'German', false)",
                "SELECT pg_advisory_lock(42)",
                "SELECT set_config('app.who', 'secret of the first', false)");

        // When
        for (int i = 0; i < 8; i++) {
            for (String mark : marks) {
                assertThat(key.query(integration, mark).code()).isEqualTo("ok");
            }
        }

        // Then
        for (int i = 0; i < 8; i++) {
            TestKey.Reply reply = key.query(
                    integration,
                    "SELECT current_setting('search_path'), current_setting('DateStyle'),"
                            + " coalesce(current_setting('app.who', true), ''),"
                            + " (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),"
                            + " (SELECT count(*)::int FROM pg_prepared_statements WHERE statement NOT LIKE '%pg_prepared_statements%'),"
                            + " (SELECT count(*)::int FROM pg_cursors WHERE NOT name = ''), current_user::text");
            assertThat(reply.rows().getJsonArray(0))
                    .isEqualTo(new JsonArray()
                            .add("\"$user\", public, pg_temp")
                            .add("ISO, YMD")
                            .add("")
                            .add(0)
                            .add(0)
                            .add(0)
                            .add(shop.role().name()));
        }
    }
}
