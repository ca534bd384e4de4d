package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The vault is told when credentials were last used.
class UsageIT {

    static Installation installation;
    static CustomerDatabase shop;

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of("sallyport.vault.usage-every", "200ms"));
        shop = CustomerDatabase.in(EmbeddedPostgres.shared(), "CREATE TABLE orders (id bigint PRIMARY KEY)");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void a_used_credential_is_reported_with_its_time_and_an_unused_one_is_not() {
        // Given
        TestTenant tenant = installation.newTenant();
        TestTenant.TestIntegration integration = tenant.newIntegration(shop.dsn(), "query");
        TestTenant.TestIntegration unused = tenant.newIntegration(shop.dsn(), "query");
        TestKey key = tenant.newKey();
        long before = System.currentTimeMillis();

        // When
        assertThat(key.query(integration, "SELECT count(*) FROM orders").code()).isEqualTo("ok");

        // Then
        Waiting.until("the use is reported", () -> lastUsed(integration).isPresent());
        assertThat(lastUsed(integration).orElseThrow()).isBetween(Instant.ofEpochMilli(before), Instant.now());
        assertThat(lastUsed(unused)).isEmpty();
        Waiting.until("nothing is left to tell", () -> installation.house.usage.waiting() == 0);
    }

    @Test
    void a_use_during_an_outage_of_the_vault_is_told_afterwards() {
        // Given
        TestTenant tenant = installation.newTenant();
        TestTenant.TestIntegration integration = tenant.newIntegration(shop.dsn(), "query");
        TestKey key = tenant.newKey();
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");
        Waiting.until("the first use is reported", () -> lastUsed(integration).isPresent());
        Instant first = lastUsed(integration).orElseThrow();
        installation.vault.stop();

        // When
        try {
            assertThat(key.query(integration, "SELECT 2").code()).isEqualTo("ok");
        } finally {
            installation.vault.start();
        }

        // Then
        Waiting.until(
                "the second use is reported",
                () -> lastUsed(integration).orElseThrow().isAfter(first));
    }

    private static Optional<Instant> lastUsed(TestTenant.TestIntegration integration) {
        String credential = integration.credential().value();
        return installation.vault.usage().stream()
                .flatMap(report -> new JsonObject(report).getJsonArray("used").stream())
                .map(JsonObject.class::cast)
                .filter(entry -> credential.equals(entry.getString("credential_id")))
                .map(entry -> Instant.ofEpochMilli(entry.getLong("last_used_at")))
                .reduce((earlier, later) -> later);
    }
}
