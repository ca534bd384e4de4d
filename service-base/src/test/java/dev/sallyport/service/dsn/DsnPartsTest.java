package dev.sallyport.service.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DsnPartsTest {
    private static final String GOOD = "postgresql://shop_app:tr%40nsit-%C3%A4@db.example.com:6432/shop";

    @Test
    void every_part_is_read_and_decoded() {
        try (var parts = parse(GOOD + "?sslmode=verify-full&application_name=till&connect_timeout=7"
                + "&target_session_attrs=read-write&channel_binding=require")) {
            assertThat(parts.host()).isEqualTo(new DsnHost.Name("db.example.com"));
            assertThat(parts.port()).isEqualTo(6432);
            assertThat(parts.user()).isEqualTo("shop_app");
            assertThat(passwordOf(parts)).isEqualTo("tr@nsit-ä");
            assertThat(parts.database()).isEqualTo("shop");
            assertThat(parts.tls()).isEqualTo(Tls.VERIFY_FULL);
            assertThat(parts.applicationName()).contains("till");
            assertThat(parts.connectTimeout()).contains(Duration.ofSeconds(7));
            assertThat(parts.sessionTarget()).isEqualTo(SessionTarget.READ_WRITE);
            assertThat(parts.channelBinding()).isEqualTo(ChannelBinding.REQUIRE);
        }
    }

    @Test
    void a_root_certificate_that_almost_is_one_is_refused_without_a_long_search() {
        var block = "-----BEGIN%20CERTIFICATE-----A-----END%20CERTIFICATE-----" + "%20".repeat(6);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> parse(GOOD + "?sslrootcert=" + block.repeat(16) + "%21"))
                        .isInstanceOf(DsnRefused.class));
    }

    @Test
    void what_is_not_said_has_a_safe_default() {
        try (var parts = parse("postgres://u:p@[2001:4860::1]/d")) {
            assertThat(parts.host().text()).isEqualTo("2001:4860:0:0:0:0:0:1");
            assertThat(parts.port()).isEqualTo(5432);
            assertThat(parts.tls()).isEqualTo(Tls.VERIFY_FULL);
            assertThat(parts.rootCertificatesPem()).isEmpty();
            assertThat(parts.channelBinding()).isEqualTo(ChannelBinding.PREFER);
        }
    }

    @Test
    void closing_zeroes_the_password_and_nothing_prints_it() {
        var parts = parse(GOOD);

        parts.close();

        assertThat(parts.password().isClosed()).isTrue();
        assertThat(parts.toString()).doesNotContain("nsit").doesNotContain("shop_app");
        assertThat(parts.password().toString()).doesNotContain("nsit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void tls_below_verify_full_is_read_as_verify_full(String mode) {
        try (var parts = parse(GOOD + "?sslmode=" + mode)) {
            assertThat(parts.tls()).isEqualTo(Tls.VERIFY_FULL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer"})
    void a_tenant_cannot_choose_less_than_tls(String mode) {
        assertRefused(GOOD + "?sslmode=" + mode, "dsn_tls_refused");
    }

    @Test
    void plaintext_can_be_asked_for_only_where_the_operator_lists_networks() {
        var dsn = bytes(GOOD + "?sslmode=disable");

        try (var parts = DsnParts.parse(dsn, PlaintextRule.WHERE_THE_OPERATOR_LISTS)) {
            assertThat(parts.tls()).isEqualTo(Tls.PLAINTEXT);
        }
        assertThatThrownBy(() -> DsnParts.parse(dsn)).isInstanceOf(DsnRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "options",
                "service",
                "passfile",
                "hostaddr",
                "sslkey",
                "sslcert",
                "sslpassword",
                "sslcrl",
                "host",
                "port",
                "user",
                "password",
                "dbname",
                "krbsrvname",
                "gsslib",
                "gssencmode",
                "requirepeer",
                "ssl_min_protocol_version",
                "socketFactory",
                "socketFactoryArg",
                "sslfactory",
                "sslhostnameverifier",
                "loggerFile",
                "loggerLevel",
                "authenticationPluginClassName",
                "sslpasswordcallback",
                "jaasApplicationName",
                "preferQueryMode",
                "currentSchema",
                "replication",
                "load_balance_hosts",
                "SSLMODE",
                "sslmode ",
                "unknown"
            })
    void every_other_key_is_refused_by_name(String key) {
        var problem = refusal(GOOD + "?" + key.replace(" ", "%20") + "=anything");

        assertThat(problem.rule()).isEqualTo("dsn_key_refused");
        assertThat(problem).hasMessageNotContaining("anything");
        if (!key.contains(" ")) {
            assertThat(problem).hasMessageContaining(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=verify-full&sslmode=verify-full, dsn_key_twice",
        "sslmode=verify-full&%73slmode=disable, dsn_key_twice",
        "sslmode=VERIFY-FULL, dsn_value_refused",
        "sslmode=, dsn_syntax",
        "sslrootcert=/etc/ssl/ca.pem, dsn_value_refused",
        "sslrootcert=system, dsn_value_refused",
        "application_name=%C3%A4, dsn_value_refused",
        "connect_timeout=0, dsn_value_refused",
        "connect_timeout=61, dsn_value_refused",
        "connect_timeout=-1, dsn_value_refused",
        "connect_timeout=1e1, dsn_value_refused",
        "target_session_attrs=any%00, dsn_syntax",
        "target_session_attrs=leader, dsn_value_refused",
        "channel_binding=maybe, dsn_value_refused",
        "channel_binding, dsn_syntax",
        "&, dsn_syntax",
        "sslmode=verify-full&, dsn_syntax",
        "=x, dsn_syntax",
    })
    void a_bad_value_is_refused(String query, String rule) {
        assertRefused(GOOD + "?" + query, rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "postgresql://",
                "postgresql:///shop",
                "mysql://u:p@db.example.com/shop",
                "jdbc:postgresql://u:p@db.example.com/shop",
                "POSTGRESQL://u:p@db.example.com/shop",
                " postgresql://u:p@db.example.com/shop",
                "postgresql://u:p@db.example.com/shop\n",
                "postgresql://db.example.com/shop",
                "postgresql://u@db.example.com/shop",
                "postgresql://u:@db.example.com/shop",
                "postgresql://:p@db.example.com/shop",
                "postgresql://u:p@/shop",
                "postgresql://u:p@db.example.com",
                "postgresql://u:p@db.example.com/",
                "postgresql://u:p@db.example.com?sslmode=verify-full",
                "postgresql://u:p@db.example.com:0/shop",
                "postgresql://u:p@db.example.com:65536/shop",
                "postgresql://u:p@db.example.com:05432/shop",
                "postgresql://u:p@db.example.com:+5432/shop",
                "postgresql://u:p@db.example.com:/shop",
                "postgresql://u:p@a.example,b.example/shop",
                "postgresql://u:p@a.example:1,b.example:2/shop",
                "postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/shop",
                "postgresql://u:p@-bad.example/shop",
                "postgresql://u:p@bad..example/shop",
                "postgresql://u:p@bad.example./shop",
                "postgresql://u:p@b\u00fccher.example/shop",
                "postgresql://u:p@evil.example@db.example.com/shop",
                "postgresql://u:p@db.example.com/shop#fragment",
                "postgresql://u:p%zz@db.example.com/shop",
                "postgresql://u:p%4@db.example.com/shop",
                "postgresql://u:p%@db.example.com/shop",
                "postgresql://u:p%00@db.example.com/shop",
                "postgresql://u%0a:p@db.example.com/shop",
                "postgresql://u%ff:p@db.example.com/shop",
                "postgresql://u:p@db.example.com/sh op",
                "postgresql://u:p@[::1/shop",
                "postgresql://u:p@[127.0.0.1]/shop",
                "postgresql://u:p@[fe80::1%25eth0]/shop",
                "postgresql://u:p@[::1]x/shop",
                "postgresql://u:p\u00e4@db.example.com/shop",
            })
    void what_is_not_well_formed_is_refused(String dsn) {
        assertThat(refusal(dsn).rule()).isIn("dsn_syntax", "dsn_key_refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "127.1",
                "127.0.1",
                "017700000001",
                "127.0.0.01",
                "256.1.1.1",
                "1.2.3.4.5",
                "1.2.3",
                "0",
                "0x",
                "db.0x7f",
                "db.1"
            })
    void odd_spellings_of_an_address_are_refused_instead_of_resolved(String host) {
        assertRefused("postgresql://u:p@" + host + "/shop", "dsn_syntax");
    }

    @Test
    void a_refusal_repeats_no_value() {
        var problem = refusal("postgresql://secretuser:canarypw@secret.host.example/secretdb?options=canaryvalue");

        assertThat(problem.toProblem().detail()).doesNotContain("canary").doesNotContain("secret");
        assertThat(problem.toProblem().logText()).doesNotContain("canary").doesNotContain("secret");
    }

    @Test
    void certificates_may_stand_inline() {
        var pem = "-----BEGIN%20CERTIFICATE-----%0AMIIB%2Bw==%0A-----END%20CERTIFICATE-----%0A";

        try (var parts = parse(GOOD + "?sslrootcert=" + pem)) {
            assertThat(parts.rootCertificatesPem().orElseThrow()).startsWith("-----BEGIN CERTIFICATE-----\nMIIB+w==\n");
        }
    }

    @Test
    void a_very_long_dsn_is_refused_at_once() {
        assertRefused("postgresql://u:" + "p".repeat(200_000) + "@db.example.com/shop", "dsn_syntax");
        assertRefused("postgresql://u:" + "p".repeat(1025) + "@db.example.com/shop", "dsn_syntax");
        assertRefused("postgresql://" + "u".repeat(64) + ":p@db.example.com/shop", "dsn_syntax");
    }

    private static DsnParts parse(String dsn) {
        return DsnParts.parse(bytes(dsn));
    }

    private static String passwordOf(DsnParts parts) {
        return parts.password().reveal(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static void assertRefused(String dsn, String rule) {
        assertThat(refusal(dsn).rule()).isEqualTo(rule);
    }

    private static DsnRefused refusal(String dsn) {
        try (var parts = parse(dsn)) {
            throw new AssertionError("accepted: " + dsn);
        } catch (DsnRefused refused) {
            return refused;
        }
    }

    private static byte[] bytes(String dsn) {
        return dsn.getBytes(StandardCharsets.UTF_8);
    }
}
