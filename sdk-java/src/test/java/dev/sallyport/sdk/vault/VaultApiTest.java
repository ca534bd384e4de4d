package dev.sallyport.sdk.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.SallyportServer;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.keys.ClientKeys;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultApiTest {

    private SallyportServer server;
    private SallyportClient client;

    @BeforeEach
    void start() throws IOException {
        server = new SallyportServer();
        client = SallyportClient.builder().vault(server.address()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void sealing_sends_the_values_and_returns_the_risk_report() {
        server.managed.put(
                "POST /api/v2/vault/seal",
                "{\"credential_id\":\"cred_1\",\"version\":1,\"risk_report\":{\"findings\":[{\"code\":\"superuser\","
                        + "\"severity\":\"critical\",\"message\":\"m\",\"fix\":\"f\"}]}}");

        try (Secret dsn = secret("postgresql://a:\"b\\@h/d")) {
            SealReceipt receipt =
                    client.vault().seal(SealRequest.database("orders", dsn).expiringAfter(30));

            assertThat(receipt.credentialId()).isEqualTo(CredentialId.of("cred_1"));
            assertThat(receipt.findings()).extracting(Finding::code).containsExactly("superuser");
        }

        assertThat(server.management.get("POST /api/v2/vault/seal"))
                .hasToString("{\"name\":\"orders\",\"credential_type\":\"database_dsn\","
                        + "\"values\":{\"dsn\":\"postgresql://a:\\\"b\\\\@h/d\"},\"ttl_days\":30}");
    }

    @Test
    void rotating_sends_the_values_alone() {
        server.managed.put("POST /api/v2/vault/rotate/cred_1", "{\"credential_id\":\"cred_1\",\"version\":2}");

        try (Secret dsn = secret("postgresql://x")) {
            assertThat(client.vault()
                            .rotate(CredentialId.of("cred_1"), Map.of("dsn", dsn))
                            .version())
                    .isEqualTo(2);
        }

        assertThat(server.management.get("POST /api/v2/vault/rotate/cred_1"))
                .hasToString("{\"values\":{\"dsn\":\"postgresql://x\"}}");
    }

    @Test
    void a_person_who_logged_in_is_the_caller_from_then_on() {
        server.managed.put("POST /api/v2/auth/login", "{\"access_token\":\"jwt-1\"}");
        server.managed.put("POST /api/v2/tenants", "{\"tenant_id\":\"ten_1\",\"name\":\"shop\"}");

        try (Secret typed = secret("pa\"ss")) {
            TenantInfo made = client.vault().login("a@b.c", typed).tenants().create("shop", Optional.of("arn:1"));

            assertThat(made.id().value()).isEqualTo("ten_1");
        }

        assertThat(server.management.get("POST /api/v2/auth/login"))
                .hasToString("{\"email\":\"a@b.c\",\"password\":\"pa\\\"ss\"}");
        assertThat(server.managementCallers).containsExactly("null", "Bearer jwt-1");
    }

    @Test
    void a_new_api_key_takes_the_public_half_and_never_the_seed() throws IOException {
        server.managed.put(
                "POST /api/v2/security/api-keys",
                "{\"api_key\":\"sp_live_x\",\"hmac_key_id\":\"hk_1\",\"hmac_secret\":\"AAAA\",\"kem_key_id\":\"kk_1\","
                        + "\"tenant_id\":\"ten_1\",\"root_public_key\":\"AAAA\"}");

        try (ClientKeys keys = ClientKeys.generate();
                IssuedApiKey issued = client.vault().apiKeys().create(ApiKeyRequest.of("app", keys, "proxy:outbound"));
                ClientFile file = ClientFile.of(server.address(), server.address(), issued, keys)) {
            JsonNode sent = server.management.getOrDefault("POST /api/v2/security/api-keys", Json.object());
            assertThat(Base64.getDecoder().decode(sent.path("kem_public_key").asText()))
                    .hasSize(1184);
            assertThat(sent.path("scopes")).hasToString("[\"proxy:outbound\"]");
            String seed = keys.seed().reveal(bytes -> Base64.getEncoder().encodeToString(bytes));
            assertThat(sent.toString()).doesNotContain(seed);
            assertThat(file.kemSeed()
                            .<String>reveal(bytes -> Base64.getEncoder().encodeToString(bytes)))
                    .isEqualTo(seed);
            assertThat(file.tenantId().value()).isEqualTo("ten_1");
        }
    }

    @Test
    void lists_are_paged() {
        server.managed.put(
                "GET /api/v2/vault/credentials?limit=2&cursor=a%26b",
                "[{\"credential_id\":\"cred_1\",\"name\":\"n\",\"credential_type\":\"database_dsn\",\"version\":3}]");

        Page<CredentialInfo> page = client.vault().list(2, "a&b");

        assertThat(page.items())
                .singleElement()
                .satisfies(credential -> assertThat(credential.version()).isEqualTo(3));
        assertThat(page.nextCursor()).contains("next");
    }

    @Test
    void deleting_and_stopping_go_where_the_contract_says() {
        client.vault().delete(CredentialId.of("cred_1"), true);
        client.vault().security().lockdown("drill");

        assertThat(server.management)
                .containsKeys(
                        "DELETE /api/v2/vault/credentials/cred_1?force=true",
                        "POST /api/v2/security/emergency-lockdown");
    }

    private static Secret secret(String text) {
        return Secret.take(text.getBytes(UTF_8));
    }
}
