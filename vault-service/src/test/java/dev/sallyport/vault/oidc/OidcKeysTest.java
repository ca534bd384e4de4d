package dev.sallyport.vault.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.service.jwt.TokenAlgorithm;
import dev.sallyport.service.jwt.TokenKeys;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.service.jwt.TokenVerifier;
import dev.sallyport.testkit.oidc.LocalOidcIssuer;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An issuer that signs with RSA, as most do.
class OidcKeysTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final LocalOidcIssuer issuer = LocalOidcIssuer.started(LocalOidcIssuer.Algorithm.RS256);

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void keys_are_found_by_discovery_or_by_the_configured_address() throws Exception {
        var discovered = OidcKeys.fetch(config(Map.of("issuer", issuer.issuer())));
        var named = OidcKeys.fetch(config(Map.of("issuer", issuer.issuer(), "jwks-url", issuer.issuer() + "/keys")));

        assertThat(discovered).containsOnlyKeys(issuer.keyId()).isEqualTo(named);
        var claims = verifier(TokenAlgorithm.RS256).verify(issuer.token("sallyport", "alice", ""));
        assertThat(claims.getSubject()).isEqualTo("alice");
    }

    @Test
    void a_token_of_another_algorithm_or_with_the_public_key_as_a_secret_is_refused() throws Exception {
        var good = issuer.token("sallyport", "alice", "");
        var claims = good.split("\\.")[1];
        var input = BASE64.encodeToString(
                        ("{\"alg\":\"HS256\",\"kid\":\"" + issuer.keyId() + "\"}").getBytes(StandardCharsets.UTF_8))
                + "." + claims;
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(issuer.key().getPublic().getEncoded(), "HmacSHA256"));
        var confused = input + "." + BASE64.encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        var verifier = verifier(TokenAlgorithm.RS256);
        var elliptic = verifier(TokenAlgorithm.ES256);

        assertThatThrownBy(() -> verifier.verify(confused)).isInstanceOf(TokenRefused.class);
        assertThatThrownBy(() -> elliptic.verify(good)).isInstanceOf(TokenRefused.class);
    }

    @Test
    void a_discovery_document_of_another_issuer_gives_no_keys() {
        var other = config(Map.of("issuer", issuer.issuer() + "/"));

        assertThatThrownBy(() -> OidcKeys.fetch(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another issuer");
        assertThat(issuer.keyRequests()).isZero();
    }

    @Test
    void an_outage_says_so() {
        issuer.setDown(true);

        assertThatThrownBy(() -> OidcKeys.fetch(config(Map.of("issuer", issuer.issuer()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    @Test
    void roles_come_by_the_issuers_names_where_the_operator_gives_some() {
        var roles = new OidcRoles(config(Map.of("roles.\"db-admins\"", "admin", "roles.\"staff\"", "viewer"))
                .roles());

        assertThat(roles.of("db-admins").orElseThrow().text()).isEqualTo("admin");
        assertThat(roles.of("owner")).isEmpty();
        assertThat(roles.of(java.util.List.of("staff", "other")).orElseThrow().text())
                .isEqualTo("viewer");
        assertThat(roles.of(java.util.List.of("staff", "db-admins"))).isEmpty();
        assertThatThrownBy(() -> new OidcRoles(Map.of("x", "root"))).hasMessageContaining("oidc.roles.\"x\"");
    }

    private TokenVerifier verifier(TokenAlgorithm algorithm) throws Exception {
        return new TokenVerifier(
                algorithm,
                TokenKeys.of(OidcKeys.fetch(config(Map.of("issuer", issuer.issuer())))),
                issuer.issuer(),
                "sallyport",
                Duration.ofHours(1),
                Clock.systemUTC());
    }

    private static OidcConfig config(Map<String, String> values) {
        var named = new java.util.HashMap<String, String>(Map.of("sallyport.people.oidc.max-life", "PT1H"));
        values.forEach((name, value) -> named.put("sallyport.people.oidc." + name, value));
        return new SmallRyeConfigBuilder()
                .withMapping(OidcConfig.class)
                .withDefaultValues(named)
                .build()
                .getConfigMapping(OidcConfig.class);
    }
}
