package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.oidc.LocalOidcIssuer;
import dev.sallyport.vault.stack.ForgedTokens;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// People of another issuer, over its real discovery document and key set.
@QuarkusTest
@WithTestResource(VaultStack.class)
class OidcTest {
    private static final String LIST = "/api/v2/vault/credentials";
    private static final Duration ROTATION_IS_SEEN = Duration.ofSeconds(20);

    private final VaultStack stack = VaultStack.current();
    private final LocalOidcIssuer issuer = stack.oidc();
    private final Vault admin = Vault.inNewTenant();

    @AfterEach
    void theIssuerAnswers() {
        issuer.setDown(false);
    }

    @Test
    void a_person_of_the_issuer_has_the_scopes_of_the_role_that_it_names() {
        person("viewer").get(LIST).expect(200);
        person("viewer").post("/api/v2/vault/seal", "{}").expect(403, "scope_missing");
        person("editor").post("/api/v2/vault/seal", "{}").expect(400);
        person("owner").get("/api/v2/security/people").expect(200);
        person("owner").post("/api/v2/tenants", "{\"name\":\"x\"}").expect(403, "scope_missing");

        assertThat(Vault.count("SELECT count(*) FROM audit.event WHERE person = 'oidc:alice' AND tenant_id = '"
                        + admin.tenant() + "'"))
                .isPositive();
    }

    @ParameterizedTest
    @EnumSource(ForgedTokens.class)
    void a_forged_token_proves_nobody(ForgedTokens forged) {
        var good = issuer.token("sallyport", "alice", claims("\"owner\""));
        Vault.bearer(good).get(LIST).expect(200);

        var token =
                forged.make(issuer.key(), issuer.keyId(), issuer.issuer(), "sallyport", "alice", claims("\"owner\""));

        Vault.bearer(token).get(LIST).expect(401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"root\"",
                "\"OWNER\"",
                "\"owner \"",
                "\"\"",
                "7",
                "true",
                "null",
                "{\"role\":\"owner\"}",
                "[]",
                "[\"owner\",\"viewer\"]",
                "[[\"owner\"]]",
                "[7]"
            })
    void a_role_claim_that_does_not_name_one_role_of_ours_gives_none(String role) {
        Vault.bearer(issuer.token("sallyport", "alice", claims(role))).get(LIST).expect(401, "unauthenticated");
    }

    @Test
    void a_list_with_one_role_of_ours_gives_that_role() {
        var token = issuer.token("sallyport", "alice", claims("[\"offline_access\",\"viewer\"]"));

        Vault.bearer(token).get(LIST).expect(200);
        Vault.bearer(token).post("/api/v2/vault/seal", "{}").expect(403, "scope_missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ten_01ARZ3NDEKTSV4RRFFQ69G5FAV\"", "\"' OR 1=1 --\"", "\"\"", "7", "null", "{}", "[]"})
    void a_tenant_claim_that_names_no_tenant_proves_nobody(String tenant) {
        var token = issuer.token("sallyport", "alice", ",\"sallyport_role\":\"owner\",\"sallyport_tenant\":" + tenant);

        Vault.bearer(token).get(LIST).expect(401, "unauthenticated");
    }

    @Test
    void no_claim_makes_a_platform_administrator_and_no_header_moves_to_another_tenant() {
        var other = Vault.inNewTenant();
        var token = issuer.token(
                "sallyport",
                "alice",
                claims("\"owner\"")
                        + ",\"platform_admin\":true,\"scope\":\"admin:tenants\",\"scopes\":[\"admin:tenants\"]");

        Vault.bearer(token).post("/api/v2/tenants", "{\"name\":\"x\"}").expect(403, "scope_missing");
        Vault.bearer(token).with("X-Sallyport-Tenant", other.tenant()).get(LIST).expect(404, "not_found");
    }

    @Test
    void a_subject_with_strange_characters_proves_nobody() {
        for (String subject : new String[] {"a b", "a\\nb", "x'; DROP TABLE vault.person; --", "\\u0000"}) {
            Vault.bearer(issuer.token("sallyport", subject, claims("\"owner\"")))
                    .get(LIST)
                    .expect(401, "unauthenticated");
        }
    }

    @Test
    void a_person_of_the_issuer_has_no_password_here_and_no_id_of_ours() {
        person("owner")
                .post(
                        "/api/v2/auth/password",
                        "{\"current_password\":\"whatever-it-is\",\"new_password\":\"another-long-one\"}")
                .expect(404, "not_found");
        var root = Vault.value("SELECT person_id FROM vault.person WHERE email = '" + VaultStack.ADMIN_EMAIL + "'");
        Vault.bearer(issuer.token("sallyport", root, claims("\"viewer\"")))
                .post("/api/v2/tenants", "{\"name\":\"x\"}")
                .expect(403, "scope_missing");
    }

    @Test
    void a_rotated_key_is_learnt_and_the_old_one_is_forgotten() {
        // Given
        var old = issuer.token("sallyport", "alice", claims("\"viewer\""));
        Vault.bearer(old).get(LIST).expect(200);

        // When
        issuer.rotate();

        // Then
        var fresh = issuer.token("sallyport", "alice", claims("\"viewer\""));
        until(() -> Vault.bearer(fresh).get(LIST).status() == 200);
        Vault.bearer(old).get(LIST).expect(401, "unauthenticated");
    }

    @Test
    void an_outage_of_the_issuer_does_not_end_who_is_in_and_a_flood_of_bad_tokens_does_not_flood_it() {
        // Given
        var token = issuer.token("sallyport", "alice", claims("\"viewer\""));
        Vault.bearer(token).get(LIST).expect(200);
        issuer.setDown(true);
        int before = issuer.keyRequests();

        // When
        for (int i = 0; i < 30; i++) {
            var forged = ForgedTokens.UNKNOWN_KID.make(
                    issuer.key(), "x", issuer.issuer(), "sallyport", "alice", claims("\"owner\""));
            Vault.bearer(forged).get(LIST).expect(401, "unauthenticated");
        }

        // Then
        Vault.bearer(token).get(LIST).expect(200);
        assertThat(issuer.keyRequests() - before).isLessThanOrEqualTo(3);
    }

    @Test
    void a_refusal_repeats_nothing_of_the_token() {
        var token = issuer.token("other", "alice-the-secret", claims("\"owner\""));

        var reply = Vault.bearer(token).get(LIST).expect(401, "unauthenticated");

        assertThat(reply.json().toString()).doesNotContain("alice-the-secret").doesNotContain(token);
        var claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
        assertThat(claims).contains("alice-the-secret");
    }

    private Vault person(String role) {
        return Vault.bearer(issuer.token("sallyport", "alice", claims("\"" + role + "\"")));
    }

    private String claims(String role) {
        return ",\"sallyport_tenant\":\"" + admin.tenant() + "\",\"sallyport_role\":" + role;
    }

    private static void until(BooleanSupplier condition) {
        var end = Instant.now().plus(ROTATION_IS_SEEN);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("seen in time").isBefore(end);
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
