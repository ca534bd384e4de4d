package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.canary.Canary;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Traces tell which calls there were, and nothing of what was in them.
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
@WithTestResource(VaultStack.class)
class TracesTest {
    /// Asked for behind all others; spans leave in the order of their ends.
    private static final String LAST = "/api/v2/security/api-keys";

    private static final Duration EXPORTED = Duration.ofSeconds(20);

    /// As an operator turns traces on.
    public static class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.otel.sdk.disabled", "false", "quarkus.otel.bsp.schedule.delay", "100ms");
        }
    }

    @Test
    void spans_of_calls_are_exported_and_hold_no_secret_no_body_and_no_sql() throws Exception {
        // Given
        var collector = VaultStack.current().collector();
        var caller = Vault.inNewTenant();
        var planted = "canary" + UUID.randomUUID().toString().replace("-", "");
        var named = "name" + UUID.randomUUID().toString().replace("-", "");
        var dsn = "postgresql://u:" + planted + "@localhost:1/shop";

        // When
        caller.post("/api/v2/vault/seal", Vault.sealBody(dsn).replace("\"shop\"", "\"" + named + "\""))
                .expect(201);
        caller.post("/api/v2/vault/seal", Vault.sealBody(dsn + "?options=x")).expect(422);
        Vault.anonymous()
                .post("/api/v2/auth/login", "{\"email\":\"x@sallyport.test\",\"password\":\"" + planted + "\"}")
                .expect(401);
        caller.get(LAST).expect(200);

        // Then
        var end = Instant.now().plus(EXPORTED);
        while (!collector.received().contains(LAST)) {
            assertThat(Instant.now()).as("spans are exported").isBefore(end);
            Thread.sleep(100);
        }
        var spans = collector.received();
        assertThat(spans)
                .contains("/api/v2/vault/seal")
                .contains("/api/v2/auth/login")
                .contains("sallyport-vault");
        assertThat(new Canary(planted).formsIn(spans)).isEmpty();
        assertThat(new Canary(VaultStack.ADMIN_LOGIN).formsIn(spans)).isEmpty();
        assertThat(spans).doesNotContain(named).doesNotContain("postgresql://");
        assertThat(spans).doesNotContainIgnoringCase("select ").doesNotContainIgnoringCase("insert into");
        assertThat(spans).doesNotContain(caller.headers().getOrDefault("Authorization", "-"));
    }
}
