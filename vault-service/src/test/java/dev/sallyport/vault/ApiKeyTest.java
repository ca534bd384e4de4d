package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(VaultStack.class)
class ApiKeyTest {
    private static final String KEYS = "/api/v2/security/api-keys";

    private final VaultStack stack = VaultStack.current();
    private Vault admin = Vault.anonymous();

    @BeforeEach
    void newTenant() {
        admin = Vault.inNewTenant();
    }

    @Test
    void a_key_shows_its_secrets_once_and_the_vault_keeps_a_hash_and_a_sealed_record() {
        var issued = admin.issueKey(_ -> {}, "vault:read").data();

        var id = issued.path("key_id").asText();
        var hmacSecret = StrictBase64.decode(issued.path("hmac_secret").asText());
        assertThat(issued.path("api_key").asText()).matches("sp_live_[0-9A-Z]{20}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
        assertThat(issued.path("tenant_id").asText()).isEqualTo(admin.tenant());
        assertThat(StrictBase64.decode(issued.path("root_public_key").asText())).hasSize(1952);
        var record = HexFormat.of()
                .parseHex(Vault.value(
                        "SELECT encode(hmac_record, 'hex') FROM vault.api_key WHERE key_id = '" + id + "'"));
        try (var opened = stack.proxy().unseal(record)) {
            assertThat(opened.<byte[]>reveal(byte[]::clone))
                    .isEqualTo(hmacSecret)
                    .hasSize(64);
        }
        var listed = admin.get(KEYS).expect(200).json().toString();
        assertThat(listed)
                .contains(id)
                .doesNotContain(issued.path("api_key").asText())
                .doesNotContain("hmac_secret");
    }

    @Test
    void both_headers_admit_the_same_key() {
        var text = admin.issueKey(_ -> {}, "vault:read").data().path("api_key").asText();

        Vault.key(text).get("/api/v2/vault/credentials").expect(200);
        Vault.bearer(text).get("/api/v2/vault/credentials").expect(200);
        Vault.key(text)
                .with("Authorization", "Bearer " + text)
                .get("/api/v2/vault/credentials")
                .expect(200);
        Vault.key(text)
                .with("Authorization", "Bearer other")
                .get("/api/v2/vault/credentials")
                .expect(401);
    }

    @Test
    void rotation_gives_an_overlap_with_two_live_secrets_and_ends_it_when_asked() {
        var first = admin.issueKey(_ -> {}, "vault:read").data();
        var id = first.path("key_id").asText();

        var second = admin.post(KEYS + "/" + id + "/rotate", "{}")
                .expect(200)
                .data()
                .path("api_key")
                .asText();
        Vault.key(first.path("api_key").asText())
                .get("/api/v2/vault/credentials")
                .expect(200);
        Vault.key(second).get("/api/v2/vault/credentials").expect(200);
        var third = admin.post(KEYS + "/" + id + "/rotate", "{\"overlap_seconds\":0}")
                .expect(200)
                .data()
                .path("api_key")
                .asText();

        Vault.key(first.path("api_key").asText())
                .get("/api/v2/vault/credentials")
                .expect(401, "unauthenticated");
        Vault.key(second).get("/api/v2/vault/credentials").expect(401, "unauthenticated");
        Vault.key(third).get("/api/v2/vault/credentials").expect(200);
    }

    @Test
    void unknown_wrong_expired_and_deleted_keys_read_alike() {
        var issued = admin.issueKey(_ -> {}, "vault:read").data();
        var expired = admin.issueKey(body -> body.put("expires_at", "2999-01-01T00:00:00Z"), "vault:read")
                .data();
        stack.postgres()
                .run(
                        stack.database(),
                        "UPDATE vault.api_key SET expires_at = now() WHERE key_id = '"
                                + expired.path("key_id").asText() + "'");
        var other = admin.issueKey(_ -> {}, "vault:read").data().path("api_key").asText();
        admin.delete(KEYS + "/" + issued.path("key_id").asText()).expect(200);

        var deleted = Vault.key(issued.path("api_key").asText()).get("/api/v2/vault/credentials");
        var old = Vault.key(expired.path("api_key").asText()).get("/api/v2/vault/credentials");
        var broken = Vault.key(other.substring(0, 70) + "xxxxxxxxx").get("/api/v2/vault/credentials");

        for (var reply : new Vault.Reply[] {deleted, old, broken}) {
            reply.expect(401, "unauthenticated");
            assertThat(reply.json().path("detail")).isEqualTo(deleted.json().path("detail"));
            assertThat(reply.json().path("error").path("fix"))
                    .isEqualTo(deleted.json().path("error").path("fix"));
        }
    }

    @Test
    void a_revoked_key_can_be_deleted_and_its_sealed_secret_goes() {
        var id = admin.issueKey(_ -> {}, "vault:read").data().path("key_id").asText();
        admin.post("/api/v2/security/emergency-lockdown", "{\"api_key_id\":\"" + id + "\"}")
                .expect(200);
        assertThat(Vault.count("SELECT count(hmac_record) FROM vault.api_key WHERE key_id = '" + id + "'"))
                .isEqualTo(1);

        admin.delete("/api/v2/security/api-keys/" + id).expect(200);

        assertThat(Vault.count("SELECT count(hmac_record) FROM vault.api_key WHERE key_id = '" + id + "'"))
                .isZero();
        assertThat(Vault.count("SELECT count(*) FROM vault.api_key_secret WHERE key_id = '" + id + "'"))
                .isZero();
        assertThat(Vault.value("SELECT state FROM vault.grant_entry WHERE entity_id = '" + id + "'"))
                .isEqualTo("deleted");
        admin.delete("/api/v2/security/api-keys/" + id).expect(404, "not_found");
    }

    @Test
    void who_is_refused_for_scope_address_or_header_stands_in_the_audit_log_with_tenant_and_key() {
        var key = admin.issueKey(_ -> {}, "vault:read").data();
        var caller = Vault.key(key.path("api_key").asText());
        var elsewhere = admin.issueKey(body -> body.putArray("allowed_ips").add("10.0.0.0/8"), "vault:read")
                .data();

        assertAudited(
                caller.get("/api/v2/integrations").expect(403, "scope_missing"),
                key.path("key_id").asText());
        assertAudited(
                caller.with("Idempotency-Key", "a b")
                        .get("/api/v2/vault/credentials")
                        .expect(400),
                key.path("key_id").asText());
        assertAudited(
                Vault.key(elsewhere.path("api_key").asText())
                        .get("/api/v2/vault/credentials")
                        .expect(403, "address_not_allowed"),
                elsewhere.path("key_id").asText());
    }

    private void assertAudited(Vault.Reply reply, String keyId) {
        var event = reply.json().path("meta").path("audit_event_id").asText();
        assertThat(Vault.value("SELECT tenant_id || ' ' || actor FROM audit.event WHERE" + " event_id = '" + event
                        + "' AND stage = 2"))
                .as("%s", reply.json())
                .contains(admin.tenant())
                .contains(keyId);
    }

    @Test
    void a_key_from_an_address_that_is_not_listed_is_refused() {
        var listed = admin.issueKey(
                body -> body.putArray("allowed_ips").add("127.0.0.0/8").add("::1"), "vault:read");
        var elsewhere = admin.issueKey(body -> body.putArray("allowed_ips").add("198.51.100.0/24"), "vault:read");

        Vault.key(listed.data().path("api_key").asText())
                .get("/api/v2/vault/credentials")
                .expect(200);
        var caller = Vault.key(elsewhere.data().path("api_key").asText());
        caller.get("/api/v2/vault/credentials").expect(403, "address_not_allowed");
        caller.with("X-Forwarded-For", "198.51.100.7")
                .get("/api/v2/vault/credentials")
                .expect(403, "address_not_allowed");
    }

    @Test
    void bad_keys_and_bad_bodies_are_refused_and_no_row_is_made() {
        refused(body -> body.put("kem_public_key", StrictBase64.encode(new byte[1183])), 400);
        refused(body -> body.put("kem_public_key", StrictBase64.encode(filled(0xff))), 422);
        refused(body -> body.remove("kem_public_key"), 400);
        refused(body -> body.putArray("scopes"), 400);
        refused(body -> body.putArray("scopes").add("everything"), 400);
        refused(body -> body.putArray("scopes").add("admin:tenants"), 403);
        refused(body -> body.putArray("allowed_ips"), 400);
        refused(body -> body.putArray("allowed_ips").add("0177.0.0.1"), 400);
        refused(body -> body.putArray("operations").add("drop"), 400);
        refused(body -> body.put("expires_at", "2001-01-01T00:00:00Z"), 400);
    }

    @Test
    void a_key_cannot_make_a_key_that_may_do_more_than_itself() {
        var maker = admin.newKey("keys:write", "vault:read");

        maker.post(KEYS, Vault.keyRequest("vault:read").toString()).expect(201);
        maker.post(KEYS, Vault.keyRequest("vault:write").toString()).expect(403, "scope_missing");
        maker.post(KEYS, Vault.keyRequest("proxy:outbound").toString()).expect(403, "scope_missing");
    }

    @Test
    void a_key_cannot_take_over_a_stronger_key_by_rotating_it() {
        // Given
        var maker = admin.newKey("keys:write", "vault:read");
        var stronger = admin.issueKey(object -> {}, "vault:write")
                .data()
                .path("key_id")
                .asText();
        var equal =
                admin.issueKey(object -> {}, "vault:read").data().path("key_id").asText();
        var before = Vault.count("SELECT count(*) FROM vault.api_key_secret WHERE key_id = '" + stronger + "'");

        // When
        maker.post(KEYS + "/" + stronger + "/rotate", "{}").expect(403, "scope_missing");

        // Then
        assertThat(Vault.count("SELECT count(*) FROM vault.api_key_secret WHERE key_id = '" + stronger + "'"))
                .isEqualTo(before);
        maker.post(KEYS + "/" + equal + "/rotate", "{}").expect(200);
    }

    @Test
    void a_key_that_is_limited_to_an_integration_neither_sees_nor_changes_another() {
        // Given
        var credential = admin.sealDsn("postgresql://app:a-long-enough-word-here@db.example.com/shop");
        var own = admin.integrate(credential);
        var other = admin.integrate(credential);
        var limited = Vault.key(admin.issueKey(
                        object -> object.putArray("integrations").add(own), "integrations:read", "integrations:write")
                .data()
                .path("api_key")
                .asText());

        // When
        limited.get("/api/v2/integrations/" + other).expect(404, "not_found");
        limited.delete("/api/v2/integrations/" + other).expect(404, "not_found");
        limited.patch("/api/v2/integrations/" + own, "{\"allowed_operations\": [\"query\", \"execute\"]}")
                .expect(403, "scope_missing");

        // Then
        limited.get("/api/v2/integrations/" + own).expect(200);
        assertThat(admin.get("/api/v2/integrations/" + own)
                        .data()
                        .path("allowed_operations")
                        .size())
                .isEqualTo(1);
        admin.get("/api/v2/integrations/" + other).expect(200);
    }

    private void refused(java.util.function.Consumer<ObjectNode> change, int status) {
        var body = Vault.keyRequest("vault:read");
        change.accept(body);

        admin.post(KEYS, body.toString()).expect(status);

        assertThat(Vault.count("SELECT count(*) FROM vault.api_key WHERE tenant_id = '" + admin.tenant() + "'"))
                .isZero();
    }

    private static byte[] filled(int value) {
        var bytes = new byte[1184];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
