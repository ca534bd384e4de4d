package dev.sallyport.service.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTokensTest {
    private final KeyPair proxy = pair();
    private final Clock clock = Clock.systemUTC();
    private final ServiceTokenVerifier vault = verifier(proxy, clock);

    @Test
    void a_fresh_token_names_its_instance() throws TokenRefused {
        assertThat(vault.verify("Bearer " + issuer(proxy, clock).issue())).isEqualTo("proxy-7");
    }

    @Test
    void two_tokens_differ() {
        assertThat(issuer(proxy, clock).issue())
                .isNotEqualTo(issuer(proxy, clock).issue());
    }

    @Test
    void a_token_of_another_key_or_for_another_service_is_refused() {
        var forTheProxyItself = new ServiceTokenIssuer(
                        proxy.getPrivate(), ServiceName.SALLYPORT_PROXY, ServiceName.SALLYPORT_PROXY, "x", clock)
                .issue();
        var fromTheVault = new ServiceTokenIssuer(
                        proxy.getPrivate(), ServiceName.SALLYPORT_VAULT, ServiceName.SALLYPORT_VAULT, "x", clock)
                .issue();

        assertRefused(issuer(pair(), clock).issue());
        assertRefused(forTheProxyItself);
        assertRefused(fromTheVault);
    }

    @Test
    void a_token_outlives_a_minute_by_the_skew_alone() {
        var old = Clock.offset(clock, Duration.ofSeconds(-70));
        var early = Clock.offset(clock, Duration.ofSeconds(30));

        assertRefused(issuer(proxy, old).issue());
        assertRefused(issuer(proxy, early).issue());
        assertThat(Instant.now(old)).isBefore(Instant.now(early));
    }

    @Test
    void a_changed_token_and_no_token_are_refused() {
        var token = issuer(proxy, clock).issue();
        var parts = token.split("\\.");
        var claims = new String(Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8);
        var changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("proxy-7", "proxy-8").getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertRefused(parts[0] + "." + changed + "." + parts[2]);
        assertRefused(parts[0] + "." + parts[1] + ".");
        assertRefused("");
        assertRefused("a.b.c");
        assertRefused("x".repeat(10_000));
        assertThatThrownBy(() -> vault.verify(null)).isInstanceOf(TokenRefused.class);
        assertThatThrownBy(() -> vault.verify("Basic " + token)).isInstanceOf(TokenRefused.class);
    }

    @Test
    void a_header_with_more_than_it_needs_is_refused() {
        for (String header : new String[] {
            "{\"alg\":\"none\"}",
            "{\"alg\":\"HS256\"}",
            "{\"alg\":\"ES256\",\"alg\":\"none\"}",
            "{\"alg\":\"ES256\",\"jwk\":{}}",
            "{\"alg\":\"ES256\",\"jku\":\"https://evil.example\"}",
            "{\"alg\":\"ES256\",\"x5u\":\"https://evil.example\"}",
            "{\"alg\":\"ES256\",\"kid\":\"../x\"}",
            "{\"alg\":\"ES256\",\"kid\":7}",
            "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}",
            "{\"alg\":\"ES256\",\"typ\":\"JOSE+JSON\"}",
            "{\"alg\":\"ES256\",\"zip\":\"DEF\"}"
        }) {
            var token = issuer(proxy, clock).issue();
            var forged = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(header.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertRefused(forged + token.substring(token.indexOf('.')));
        }
    }

    @Test
    void a_private_key_that_others_may_read_is_not_used(@TempDir Path folder) throws IOException {
        var file = folder.resolve("service.key");
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(proxy.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(PemKeys.privateKey(file)).isEqualTo(proxy.getPrivate());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> PemKeys.privateKey(file)).isInstanceOf(IllegalStateException.class);
    }

    private void assertRefused(String token) {
        assertThatThrownBy(() -> vault.verify("Bearer " + token)).isInstanceOf(TokenRefused.class);
    }

    private static ServiceTokenIssuer issuer(KeyPair key, Clock clock) {
        return new ServiceTokenIssuer(
                key.getPrivate(), ServiceName.SALLYPORT_PROXY, ServiceName.SALLYPORT_VAULT, "proxy-7", clock);
    }

    private static ServiceTokenVerifier verifier(KeyPair key, Clock clock) {
        return new ServiceTokenVerifier(
                key.getPublic(), ServiceName.SALLYPORT_VAULT, ServiceName.SALLYPORT_PROXY, clock);
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
