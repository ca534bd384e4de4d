package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(VaultStack.class)
class EndToEndTest {

    @Test
    void a_tenant_seals_a_dsn_integrates_it_and_the_proxy_can_open_it() throws Exception {
        // Given
        var stack = VaultStack.current();
        var role = stack.postgres().newRole("shop_app");
        var dsn = "postgresql://" + role.name() + ":" + role.secret() + "@localhost:"
                + stack.postgres().port() + "/postgres";
        var admin = Vault.inNewTenant();
        var key = admin.newKey("vault:write");

        // When
        var ready = key.post("/api/v2/vault/seal", Vault.sealBody(dsn)).expect(201);
        var credential = ready.data().path("credential_id").asText();
        var integration = admin.integrate(credential);

        // Then
        assertThat(ready.data().path("risk_report").path("status").asText()).isEqualTo("complete");
        assertThat(ready.data().path("version").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/v2/integrations/" + integration)
                        .expect(200)
                        .data()
                        .path("state")
                        .asText())
                .isEqualTo("active");
        var record = java.util.HexFormat.of()
                .parseHex(
                        Vault.value("SELECT encode(record, 'hex') FROM vault.credential_version WHERE credential_id = '"
                                + credential + "'"));
        try (var opened = stack.proxy().unseal(record)) {
            assertThat(opened.<String>reveal(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                    .isEqualTo(dsn);
        }
    }
}
