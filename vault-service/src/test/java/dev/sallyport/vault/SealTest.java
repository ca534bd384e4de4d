package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(VaultStack.class)
class SealTest {
    private static final String SEAL = "/api/v2/vault/seal";
    private static final long WHILE_AN_OUTAGE_IS_FRESH_MILLIS = 1_100;

    private final VaultStack stack = VaultStack.current();
    private Vault caller = Vault.anonymous();

    @BeforeEach
    void newTenant() {
        caller = Vault.inNewTenant();
    }

    @AfterEach
    void everythingRuns() {
        stack.kms().start();
        stack.kms().faults().clear();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://u:p@db.example.com/shop?sslmode=disable | dsn_tls_refused",
                "postgresql://u:p@db.example.com/shop?sslmode=prefer | dsn_tls_refused",
                "postgresql://u:p@db.example.com/shop?options=-c%20x | dsn_key_refused",
                "postgresql://u:p@db.example.com/shop?service=x | dsn_key_refused",
                "postgresql://u:p@db.example.com/shop?socketFactory=x | dsn_key_refused",
                "postgresql://u:p@10.0.0.1/shop | dsn_address_refused",
                "postgresql://u:p@169.254.169.254/shop | dsn_address_refused",
                "postgresql://u:p@[::ffff:10.0.0.1]/shop | dsn_address_refused",
                "postgresql://u:p@2130706433/shop | dsn_syntax",
                "postgresql://u@db.example.com/shop | dsn_syntax",
                "mysql://u:p@db.example.com/shop | dsn_syntax",
            })
    void an_unsafe_dsn_is_refused_and_nothing_is_kept(String dsn, String rule) {
        long probes = stack.proxy().probes();

        var reply = caller.post(SEAL, Vault.sealBody(dsn));

        reply.expect(422, "invalid_dsn");
        assertThat(reply.json().path("error").path("details").path("rule").asText())
                .isEqualTo(rule);
        assertNothingHappened(reply);
        assertThat(stack.proxy().probes()).isEqualTo((int) probes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"x\",\"credential_type\":\"database_dsn\"}",
                "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"values\":{\"dsn\":\"a\"},\"plaintext\":{\"dsn\":\"a\"}}",
                "{\"name\":\"x\",\"credential_type\":\"nonsense\",\"values\":{\"dsn\":\"a\"}}",
                "{\"name\":\"\",\"credential_type\":\"password\",\"values\":{\"password\":\"a\"}}",
                "{\"name\":\"x\",\"credential_type\":\"password\",\"values\":{\"password\":\"a\"},\"ttl_days\":0}",
                "{\"name\":\"x\",\"credential_type\":\"password\",\"values\":{\"password\":\"a\"},\"ttl_days\":1.5}",
                "{\"name\":\"x\",\"credential_type\":\"password\",\"values\":{\"password\":\"a\"},\"unknown\":1}",
                "{\"name\":\"x\",\"credential_type\":\"password\",\"values\":{\"password\":\"a\"},\"metadata\":[]}",
                "{\"name\":\"x\",\"credential_type\":\"password\",\"values\":{\"password\":\"a\",\"password\":\"b\"}}",
            })
    void a_body_of_another_shape_is_refused_and_nothing_is_kept(String body) {
        var reply = caller.post(SEAL, body);

        reply.expect(400);
        assertNothingHappened(reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password | {\"username\":\"u\"}",
                "password | {\"password\":\"\"}",
                "password | {\"password\":\"p\",\"other\":\"x\"}",
                "basic_auth | {\"username\":\"u\"}",
                "oauth2_client | {\"client_id\":\"c\"}",
                "mtls_cert | {\"certificate\":\"c\"}",
                "aws_credentials | {\"access_key_id\":\"a\"}",
                "custom_kv | {}",
                "custom_kv | {\"a b\":\"x\"}",
                "database_dsn | {\"dsn\":\"\"}",
            })
    void values_that_a_type_does_not_have_are_refused(String type, String values) {
        var reply =
                caller.post(SEAL, "{\"name\":\"x\",\"credential_type\":\"" + type + "\",\"values\":" + values + "}");

        reply.expect(422, "invalid_credential");
        assertNothingHappened(reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api_key | {\"api_key\":\"sk-1\"}",
                "password | {\"password\":\"p\",\"username\":\"u\"}",
                "oauth2_client | {\"client_id\":\"c\",\"client_secret\":\"s\",\"scope\":\"a b\"}",
                "bearer_token | {\"token\":\"t\"}",
                "basic_auth | {\"username\":\"u\",\"password\":\"p\\\"\\\\\\n\\u00e4\\ud83d\\ude00\"}",
                "mtls_cert | {\"certificate\":\"c\",\"private_key\":\"k\"}",
                "ssh_key_pair | {\"private_key\":\"k\",\"passphrase\":\"p\"}",
                "aws_credentials | {\"access_key_id\":\"a\",\"secret_access_key\":\"s\",\"region\":\"r\"}",
                "webhook_secret | {\"secret\":\"s\"}",
                "custom_kv | {\"one\":\"1\",\"two.b\":\"2\"}",
            })
    void every_type_is_sealed_as_it_came_and_nobody_is_told(String type, String values) throws Exception {
        var mapper = new com.fasterxml.jackson.databind.ObjectMapper();

        var reply = caller.post(SEAL, "{\"name\":\"x\",\"credential_type\":\"" + type + "\",\"values\":" + values + "}")
                .expect(201);

        try (var opened =
                stack.proxy().unseal(record(reply.data().path("credential_id").asText(), 1))) {
            String text = opened.reveal(bytes -> new String(bytes, StandardCharsets.UTF_8));
            assertThat(mapper.readTree(text)).isEqualTo(mapper.readTree(values));
        }
        assertThat(reply.data().path("risk_report").isNull()).isTrue();
    }

    @Test
    void the_alias_plaintext_means_the_values() {
        var dsn = dsn();

        var nested = caller.post(
                SEAL, "{\"name\":\"a\",\"credential_type\":\"database_dsn\",\"plaintext\":{\"dsn\":\"" + dsn + "\"}}");
        var bare = caller.post(
                SEAL, "{\"name\":\"b\",\"credential_type\":\"database_dsn\",\"plaintext\":\"" + dsn + "\"}");

        nested.expect(201);
        bare.expect(201);
        assertThat(opened(bare.data().path("credential_id").asText(), 1)).isEqualTo(dsn);
    }

    @Test
    void equal_dsns_give_unequal_records() {
        var dsn = dsn();

        var one = caller.sealDsn(dsn);
        var two = caller.sealDsn(dsn);

        assertThat(record(one, 1)).isNotEqualTo(record(two, 1));
    }

    @Test
    void the_report_names_a_superuser_and_a_login_that_fails() {
        var superuser = caller.post(
                SEAL,
                Vault.sealBody("postgresql://postgres:" + stack.postgres().superuserSecret() + "@localhost:"
                        + stack.postgres().port() + "/postgres"));
        var wrong = caller.post(
                SEAL,
                Vault.sealBody("postgresql://nobody:wrong@localhost:"
                        + stack.postgres().port() + "/postgres"));

        assertThat(superuser
                        .expect(201)
                        .data()
                        .path("risk_report")
                        .path("findings")
                        .path(0)
                        .path("code")
                        .asText())
                .isEqualTo("superuser");
        assertThat(wrong.expect(201).data().path("risk_report").path("status").asText())
                .isEqualTo("login_failed");
    }

    @Test
    void a_proxy_that_is_away_leaves_the_seal_with_a_report_that_says_so() {
        stack.proxy().stop();
        try {
            var reply = caller.post(SEAL, Vault.sealBody(dsn())).expect(201);

            assertThat(reply.data().path("risk_report").path("status").asText()).isEqualTo("unavailable");
        } finally {
            stack.proxy().start();
        }
    }

    @Test
    void without_the_kms_nothing_is_sealed_and_the_answer_says_so() throws Exception {
        stack.kms().stop();

        var reply = caller.post(SEAL, Vault.sealBody(dsn()));

        reply.expect(503, "kms_unavailable");
        assertNothingHappened(reply);
        Thread.sleep(WHILE_AN_OUTAGE_IS_FRESH_MILLIS);
    }

    @Test
    void rotation_gives_the_next_version_that_logs_in() {
        var id = caller.sealDsn(dsn());
        var next = dsn();

        var reply = caller.post("/api/v2/vault/rotate/" + id, "{\"values\":{\"dsn\":\"" + next + "\"}}");

        reply.expect(200);
        assertThat(reply.data().path("version").asInt()).isEqualTo(2);
        assertThat(reply.data().path("credential_id").asText()).isEqualTo(id);
        assertThat(opened(id, 2)).isEqualTo(next);
        assertThat(Vault.count("SELECT count(*) FROM vault.credential_version WHERE credential_id = '" + id
                        + "' AND version = 1 AND keep_until > now() AND record IS NOT NULL"))
                .isEqualTo(1);
    }

    @Test
    void a_dsn_that_does_not_log_in_changes_nothing() {
        var id = caller.sealDsn(dsn());

        var reply = caller.post(
                "/api/v2/vault/rotate/" + id,
                "{\"values\":{\"dsn\":\"postgresql://nobody:wrong@localhost:"
                        + stack.postgres().port() + "/postgres\"}}");

        reply.expect(422, "rotation_refused");
        assertThat(versions(id)).isEqualTo(1);
        assertAudited(reply);
    }

    @Test
    void a_rotation_that_no_proxy_can_try_changes_nothing() {
        var id = caller.sealDsn(dsn());
        stack.proxy().stop();
        try {
            var reply = caller.post("/api/v2/vault/rotate/" + id, "{\"values\":{\"dsn\":\"" + dsn() + "\"}}");

            reply.expect(503, "rotation_unverified");
            assertThat(versions(id)).isEqualTo(1);
        } finally {
            stack.proxy().start();
        }
    }

    @Test
    void what_has_expired_is_not_used_but_seen_and_a_rotation_begins_its_time_anew() {
        var id = caller.post(
                        SEAL,
                        "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"values\":{\"dsn\":\"" + dsn()
                                + "\"},\"ttl_days\":1}")
                .expect(201)
                .data()
                .path("credential_id")
                .asText();
        stack.postgres()
                .run(
                        stack.database(),
                        "UPDATE vault.credential SET expires_at = now() WHERE credential_id = '" + id + "'");

        caller.post("/api/v2/integrations", Vault.integrationBody(id)).expect(410, "credential_expired");
        assertThat(caller.get("/api/v2/vault/credentials/" + id)
                        .expect(200)
                        .data()
                        .path("state")
                        .asText())
                .isEqualTo("expired");

        caller.post("/api/v2/vault/rotate/" + id, "{\"values\":{\"dsn\":\"" + dsn() + "\"}}")
                .expect(200);

        var renewed = caller.get("/api/v2/vault/credentials/" + id).expect(200).data();
        assertThat(renewed.path("state").asText()).isEqualTo("active");
        assertThat(Instant.parse(renewed.path("expires_at").asText()))
                .isBetween(
                        Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
        caller.post("/api/v2/integrations", Vault.integrationBody(id)).expect(201);
        assertThat(versions(id)).isEqualTo(2);
    }

    @Test
    void lists_show_metadata_under_every_name_and_never_a_value() {
        var id = caller.sealDsn(dsn());

        for (String path : new String[] {"credentials", "list", "entries"}) {
            var reply = caller.get("/api/v2/vault/" + path).expect(200);
            assertThat(reply.data().path(0).path("credential_id").asText()).isEqualTo(id);
            assertThat(reply.json().toString()).doesNotContain("postgresql://").doesNotContain("values");
        }
        assertThat(caller.get("/api/v2/vault/entries/" + id)
                        .expect(200)
                        .data()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void pages_follow_each_other_and_a_made_up_cursor_is_refused() {
        for (int i = 0; i < 5; i++) {
            caller.post(
                            SEAL,
                            "{\"name\":\"n" + i
                                    + "\",\"credential_type\":\"password\",\"values\":{\"password\":\"p\"}}")
                    .expect(201);
        }
        var names = new java.util.ArrayList<String>();
        var cursor = "";
        do {
            var reply = caller.get("/api/v2/vault/credentials?limit=2" + cursor).expect(200);
            reply.data().forEach(each -> names.add(each.path("name").asText()));
            var next = reply.json().path("meta").path("next_cursor").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty() && names.size() < 20);

        assertThat(names).containsExactly("n4", "n3", "n2", "n1", "n0");
        caller.get("/api/v2/vault/credentials?cursor=%22").expect(400, "invalid_cursor");
        caller.get("/api/v2/vault/credentials?limit=0").expect(400, "invalid_request");
        caller.get("/api/v2/vault/credentials?limit=201").expect(400, "invalid_request");
    }

    @Test
    void deletion_takes_the_record_and_waits_for_integrations_unless_forced() {
        var id = caller.sealDsn(dsn());
        var integration = caller.integrate(id);

        caller.delete("/api/v2/vault/credentials/" + id).expect(409, "credential_in_use");
        assertThat(record(id, 1)).isNotEmpty();
        caller.delete("/api/v2/vault/entries/" + id + "?force=true").expect(200);

        assertThat(Vault.count("SELECT count(*) FROM vault.credential_version WHERE credential_id = '" + id
                        + "' AND record IS NOT NULL"))
                .isZero();
        caller.get("/api/v2/vault/credentials/" + id).expect(404, "not_found");
        assertThat(caller.get("/api/v2/integrations/" + integration)
                        .expect(200)
                        .data()
                        .path("state")
                        .asText())
                .isEqualTo("revoked");
    }

    private String dsn() {
        var role = stack.postgres().newRole("shop_app");
        return "postgresql://" + role.name() + ":" + role.secret() + "@localhost:"
                + stack.postgres().port() + "/postgres";
    }

    private String opened(String credentialId, int version) {
        try (var opened = stack.proxy().unseal(record(credentialId, version))) {
            return opened.reveal(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static byte[] record(String credentialId, int version) {
        return HexFormat.of()
                .parseHex(
                        Vault.value("SELECT encode(record, 'hex') FROM vault.credential_version WHERE credential_id = '"
                                + credentialId + "' AND version = " + version));
    }

    private static long versions(String credentialId) {
        return Vault.count(
                "SELECT count(*) FROM vault.credential_version WHERE credential_id = '" + credentialId + "'");
    }

    private void assertNothingHappened(Vault.Reply reply) {
        assertThat(Vault.count("SELECT count(*) FROM vault.credential WHERE tenant_id = '" + caller.tenant() + "'"))
                .isZero();
        assertAudited(reply);
    }

    private static void assertAudited(Vault.Reply reply) {
        var event = reply.json().path("meta").path("audit_event_id").asText();
        assertThat(event).startsWith("aud_");
        assertThat(Vault.count("SELECT count(*) FROM audit.event WHERE stage = 2 AND event_id = '" + event + "'"))
                .isEqualTo(1);
    }
}
