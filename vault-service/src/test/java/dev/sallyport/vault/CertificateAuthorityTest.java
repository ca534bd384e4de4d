package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sallyport.service.dsn.DsnParts;
import dev.sallyport.testkit.postgres.TestCa;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Uploaded certificate authorities: what is refused, and what a DSN that names one is sealed as.
@QuarkusTest
@WithTestResource(VaultStack.class)
class CertificateAuthorityTest {
    private static final String PATH = "/api/v2/certificate-authorities";
    private static final String SEAL = "/api/v2/vault/seal";

    /// RSA with 1024 bits.
    private static final String WEAK = """
            -----BEGIN CERTIFICATE-----
            MIICDDCCAXWgAwIBAgIUAocNdvT9qQwQ3YAsC9bGqmvSUpswDQYJKoZIhvcNAQEL
            BQAwFzEVMBMGA1UEAwwMV2VhayB0ZXN0IENBMCAXDTI2MTEyMTExNTcwNFoYDzIx
            MjYxMDI4MTE1NzA0WjAXMRUwEwYDVQQDDAxXZWFrIHRlc3QgQ0EwgZ8wDQYJKoZI
            hvcNAQEBBQADgY0AMIGJAoGBALD/Cin8EngNURfJtini2PdNNeseHKpml9Ef5vnB
            QzGIfAXVBi/VTkY3CVEzDSsvL01GqeHPGMrvVTZn7lsAbiVpgTJ4ldHYw2OSTYu/
            rm1/Ddwan8mP7I6E1ghuYoTMS68AK95jJggZelw3whuMmUb2COfeafcRjIH0Kp1x
            Oa57AgMBAAGjUzBRMB0GA1UdDgQWBBRtCilWueSLli3wK+WRtJWr2ZaABTAfBgNV
            HSMEGDAWgBRtCilWueSLli3wK+WRtJWr2ZaABTAPBgNVHRMBAf8EBTADAQH/MA0G
            CSqGSIb3DQEBCwUAA4GBAEHrofjIIIalosVk1aw+LAbcmHFK69n0Px/JdCLFUnH8
            jdqiLpDNyBamQehmd6popskHuRU9MFNN2jhtR2Hk/yliLYUd5PsikIKItj+S1az8
            p7J7ls/voG1Ot1KeTbxg32oucoPJwVTUhCvCSEyEvUFO2CGWy6DfORVf6WrkWn1h
            -----END CERTIFICATE-----
            """;

    /// A CA whose key usage is digitalSignature alone.
    private static final String SIGNS_NOTHING = """
            -----BEGIN CERTIFICATE-----
            MIIBrzCCAVWgAwIBAgIUMGBhEwUaPzVLFgcmjzoDoBkhCmgwCgYIKoZIzj0EAwIw
            JDEiMCAGA1UEAwwZVGVzdCBDQSB0aGF0IG1heSBub3Qgc2lnbjAgFw0yNjExMjEx
            MTU3MDRaGA8yMTI2MTAyODExNTcwNFowJDEiMCAGA1UEAwwZVGVzdCBDQSB0aGF0
            IG1heSBub3Qgc2lnbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABObrzEeFPYU7
            h1DKT1z5UhaqS0PAdauE1M35dupy6ngEFh/ND72eX/zg8bCMUnoA+hSi4DtxGWcW
            DGc2xEYA+VujYzBhMB0GA1UdDgQWBBSjYh4l4ShR50ms4eyePktUkxbDnjAfBgNV
            HSMEGDAWgBSjYh4l4ShR50ms4eyePktUkxbDnjAPBgNVHRMBAf8EBTADAQH/MA4G
            A1UdDwEB/wQEAwIHgDAKBggqhkjOPQQDAgNIADBFAiBlNQ5itiVRPZYk1nyg9/ap
            XsU8zGn6MDDA5Fa2xpUrdgIhAPebyDS2vjtclFNKzoCo/IQFoSFiMEnq0xn8CURT
            CR+W
            -----END CERTIFICATE-----
            """;

    private final VaultStack stack = VaultStack.current();
    private Vault caller = Vault.anonymous();

    @BeforeEach
    void newTenant() {
        caller = Vault.inNewTenant();
    }

    @Test
    void what_is_uploaded_is_seen_listed_and_deleted_and_every_act_is_recorded() {
        var pem = TestCa.create().certificatePem();
        var made = caller.post(PATH, Vault.caBody("\n" + pem.replace("\n", "\r\n")))
                .expect(201);
        var id = made.data().path("certificate_authority_id").asText();

        var listed = caller.get(PATH).expect(200);
        var seen = caller.get(PATH + "/" + id).expect(200);
        var deleted = caller.delete(PATH + "/" + id).expect(200);

        assertThat(id).matches("ca_[0-9A-Z]{26}");
        assertThat(listed.data().path(0)).isEqualTo(made.data());
        assertThat(seen.data().path("pem").asText()).isEqualTo(pem);
        assertThat(seen.data().path("credentials").asInt(-1)).isZero();
        assertThat(seen.data().path("certificates").path(0).path("subject").asText())
                .isEqualTo("CN=Sallyport test CA");
        assertThat(caller.get(PATH).expect(200).data()).isEmpty();
        caller.get(PATH + "/" + id).expect(404, "not_found");
        caller.delete(PATH + "/" + id).expect(404, "not_found");
        for (Vault.Reply reply : List.of(made, listed, seen, deleted)) {
            assertAudited(reply);
        }
        assertThat(Vault.count(
                        "SELECT count(*) FROM vault.certificate_authority WHERE (pem IS NOT NULL OR signature IS NOT NULL) AND"
                                + " certificate_authority_id = '" + id + "'"))
                .isZero();
    }

    @Test
    void a_block_of_blanks_is_refused_without_a_long_search() {
        var blanks = "-----BEGIN CERTIFICATE-----\n" + " ".repeat(48_000) + "-----END CERTIFICATE-----";

        assertTimeoutPreemptively(
                Duration.ofSeconds(4),
                () -> caller.post(PATH, Vault.caBody(blanks)).expect(422, "invalid_certificate_authority"));

        assertThat(caller.get(PATH).expect(200).data()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void what_is_not_a_ca_is_refused_and_nothing_is_kept(String rule, String pem) {
        var reply = caller.post(PATH, Vault.caBody(pem));

        reply.expect(422, "invalid_certificate_authority");
        assertThat(reply.json().path("error").path("details").path("rule").asText())
                .isEqualTo(rule);
        assertThat(Vault.count(
                        "SELECT count(*) FROM vault.certificate_authority WHERE tenant_id = '" + caller.tenant() + "'"))
                .isZero();
        assertAudited(reply);
    }

    static Stream<Arguments> what_is_not_a_ca_is_refused_and_nothing_is_kept() {
        var ca = TestCa.create();
        var pem = ca.certificatePem();
        var server = ca.issue(List.of("localhost"), List.of(), Duration.ofDays(1));
        return Stream.of(
                Arguments.of("number", ""),
                Arguments.of("syntax", "   "),
                Arguments.of("syntax", "/etc/ssl/ca.pem"),
                Arguments.of("syntax", "Certificate:\n" + pem),
                Arguments.of("syntax", pem + "and more"),
                Arguments.of("syntax", pem.substring(0, pem.length() - 30)),
                Arguments.of("other_block", server.privateKeyPem()),
                Arguments.of("other_block", pem + server.privateKeyPem()),
                Arguments.of("other_block", pem.replace("CERTIFICATE", "TRUSTED CERTIFICATE")),
                Arguments.of("malformed", pem.replace("MII", "MIJ")),
                Arguments.of("malformed", pem.replaceFirst("\n", "\n\n ")),
                Arguments.of("not_a_ca", server.certificatePem()),
                Arguments.of("not_a_ca", pem + server.certificatePem()),
                Arguments.of("not_a_ca", SIGNS_NOTHING),
                Arguments.of("weak_key", WEAK),
                Arguments.of("expired", TestCa.create(Duration.ofDays(-1)).certificatePem()),
                Arguments.of("not_yet_valid", TestCa.ofTomorrow().certificatePem()),
                Arguments.of("not_yet_valid", pem + TestCa.ofTomorrow().certificatePem()),
                Arguments.of("extension", TestCa.withUnknownExtension().certificatePem()),
                Arguments.of("twice", pem + pem),
                Arguments.of(
                        "number",
                        Stream.generate(() -> TestCa.create().certificatePem())
                                .limit(17)
                                .reduce("", String::concat)),
                Arguments.of("too_large", pem + "\n".repeat(48 * 1024)));
    }

    @Test
    void a_dsn_that_names_an_authority_is_sealed_with_its_certificates_and_logs_in() {
        var other = TestCa.create().certificatePem();
        var id = caller.uploadCa(stack.postgres().ca().certificatePem() + other);

        var reply = caller.post(SEAL, Vault.sealBody(dsn(id))).expect(201);

        var credential = reply.data().path("credential_id").asText();
        assertThat(certificates(credential, 1)).isEqualTo(stack.postgres().ca().certificatePem() + other);
        assertThat(reply.data().path("risk_report").path("logs_in").asBoolean()).isTrue();
        assertThat(caller.get("/api/v2/vault/credentials/" + credential)
                        .expect(200)
                        .data()
                        .path("certificate_authority_id")
                        .asText())
                .isEqualTo(id);
        assertThat(users(id)).isEqualTo(1);
    }

    @Test
    void a_rotation_takes_up_another_authority() {
        var first = caller.uploadCa(stack.postgres().ca().certificatePem());
        var second = caller.uploadCa(
                TestCa.create().certificatePem() + stack.postgres().ca().certificatePem());
        var credential = caller.sealDsn(dsn(first));

        caller.post("/api/v2/vault/rotate/" + credential, "{\"values\":{\"dsn\":\"" + dsn(second) + "\"}}")
                .expect(200);

        assertThat(certificates(credential, 2))
                .hasSizeGreaterThan(certificates(credential, 1).length());
        assertThat(users(first)).isZero();
        assertThat(users(second)).isEqualTo(1);
    }

    @Test
    void deletion_takes_nothing_from_what_is_sealed() {
        var id = caller.uploadCa(stack.postgres().ca().certificatePem());
        var credential = caller.sealDsn(dsn(id));

        caller.delete(PATH + "/" + id).expect(200);

        assertThat(certificates(credential, 1)).isEqualTo(stack.postgres().ca().certificatePem());
        caller.post(SEAL, Vault.sealBody(dsn(id))).expect(404, "not_found");
        assertThat(credentials()).isEqualTo(1);
    }

    @Test
    void an_authority_that_does_not_exist_seals_nothing() {
        var reply = caller.post(SEAL, Vault.sealBody(dsn("ca_01ARZ3NDEKTSV4RRFFQ69G5FAV")));

        reply.expect(404, "not_found");
        assertThat(credentials()).isZero();
        assertAudited(reply);
    }

    @Test
    void an_unsafe_dsn_is_refused_with_an_authority_too() {
        var id = caller.uploadCa(TestCa.create().certificatePem());
        long probes = stack.proxy().probes();

        for (String rest : List.of("&options=-c", "&sslmode=disable", "&sslrootcert=" + id)) {
            caller.post(SEAL, Vault.sealBody(dsn(id) + rest)).expect(422, "invalid_dsn");
        }
        caller.post(SEAL, Vault.sealBody("postgresql://u:p@10.0.0.1/shop?sslrootcert=" + id))
                .expect(422, "invalid_dsn");

        assertThat(credentials()).isZero();
        assertThat(stack.proxy().probes()).isEqualTo((int) probes);
    }

    @Test
    void a_row_that_was_edited_or_swapped_in_the_database_is_not_sealed() {
        var id = caller.uploadCa(stack.postgres().ca().certificatePem());
        var other = caller.uploadCa(TestCa.create().certificatePem());
        var edits = List.of(
                "pem = '" + TestCa.create().certificatePem() + "'",
                "pem = o.pem",
                "pem = o.pem, signature = o.signature",
                "signature = o.signature",
                "sealer_key_id = 'sk_other'");
        for (String edit : edits) {
            stack.postgres()
                    .run(
                            stack.database(),
                            "CREATE TABLE public.kept AS SELECT * FROM vault.certificate_authority",
                            "UPDATE vault.certificate_authority a SET " + edit
                                    + " FROM vault.certificate_authority o WHERE a.certificate_authority_id = '" + id
                                    + "' AND o.certificate_authority_id = '" + other + "'");

            var reply = caller.post(SEAL, Vault.sealBody(dsn(id)));

            reply.expect(422, "certificate_authority_not_usable");
            assertAudited(reply);
            stack.postgres()
                    .run(
                            stack.database(),
                            "UPDATE vault.certificate_authority a SET pem = k.pem, signature = k.signature,"
                                    + " sealer_key_id = k.sealer_key_id FROM public.kept k"
                                    + " WHERE a.certificate_authority_id = k.certificate_authority_id",
                            "DROP TABLE public.kept");
        }
        assertThat(credentials()).isZero();
        caller.sealDsn(dsn(id));
    }

    @Test
    void an_authority_that_has_ended_since_is_not_sealed() throws Exception {
        var id = caller.uploadCa(TestCa.create(Duration.ofSeconds(3)).certificatePem());
        Thread.sleep(3_500);

        var reply = caller.post(SEAL, Vault.sealBody(dsn(id)));

        reply.expect(422, "certificate_authority_not_usable");
        assertThat(credentials()).isZero();
        assertAudited(reply);
    }

    @Test
    void a_key_that_is_limited_deletes_none() {
        var id = caller.uploadCa(TestCa.create().certificatePem());
        var limited = caller.issueKey(body -> body.putArray("operations").add("query"), "vault:write");

        Vault.key(limited.data().path("api_key").asText())
                .delete(PATH + "/" + id)
                .expect(403, "scope_missing");

        caller.get(PATH + "/" + id).expect(200);
    }

    private String dsn(String authority) {
        var role = stack.postgres().newRole("shop_app");
        return "postgresql://" + role.name() + ":" + role.secret() + "@localhost:"
                + stack.postgres().port() + "/postgres?sslmode=verify-full&sslrootcert=" + authority;
    }

    private long users(String authority) {
        return caller.get(PATH + "/" + authority)
                .expect(200)
                .data()
                .path("credentials")
                .asLong(-1);
    }

    private long credentials() {
        return Vault.count("SELECT count(*) FROM vault.credential WHERE tenant_id = '" + caller.tenant() + "'");
    }

    private String certificates(String credential, int version) {
        var record = HexFormat.of()
                .parseHex(
                        Vault.value("SELECT encode(record, 'hex') FROM vault.credential_version WHERE credential_id = '"
                                + credential + "' AND version = " + version));
        try (var opened = stack.proxy().unseal(record);
                var parts = opened.reveal(DsnParts::parse)) {
            return parts.rootCertificatesPem().orElseThrow();
        }
    }

    private static void assertAudited(Vault.Reply reply) {
        var event = reply.json().path("meta").path("audit_event_id").asText();
        assertThat(event).startsWith("aud_");
        assertThat(Vault.count("SELECT count(*) FROM audit.event WHERE stage = 2 AND event_id = '" + event + "'"))
                .isEqualTo(1);
    }
}
