package dev.sallyport.vault.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.vault.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/// Asks an OIDC issuer for its keys. Redirects are not followed, answers are bounded. Blocks.
/// Source: OpenID Connect Discovery 1.0, section 4; RFC 7517.
final class OidcKeys {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 18;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private OidcKeys() {}

    /// Signature keys by their names.
    static Map<String, PublicKey> fetch(OidcConfig config) throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var url = config.jwksUrl().isPresent()
                    ? config.jwksUrl().get()
                    : discovered(http, config.issuer().orElseThrow());
            return keys(text(http, url));
        } catch (JoseException | RuntimeException e) {
            throw new IOException("no usable key set: " + e.getClass().getSimpleName());
        }
    }

    private static URI discovered(HttpClient http, String issuer) throws IOException, InterruptedException {
        var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode document = Json.read(text(http, URI.create(base + "/.well-known/openid-configuration")));
        if (!issuer.equals(document.path("issuer").asText())) {
            throw new IOException("the discovery document is another issuer's");
        }
        var url = URI.create(document.path("jwks_uri").asText());
        return url;
    }

    private static Map<String, PublicKey> keys(String set) throws JoseException {
        var keys = new HashMap<String, PublicKey>();
        for (var key : new JsonWebKeySet(set).getJsonWebKeys()) {
            if (key instanceof PublicJsonWebKey pub && key.getKeyId() != null && !"enc".equals(key.getUse())) {
                keys.put(key.getKeyId(), pub.getPublicKey());
            }
        }
        return keys;
    }

    /// Head and body within one bound of time and size; keys that came in clear text over a network prove nothing.
    private static String text(HttpClient http, URI url) throws IOException, InterruptedException {
        if (!"https".equals(url.getScheme()) && !LOOPBACK.contains(String.valueOf(url.getHost()))) {
            throw new IOException("the issuer's keys are asked for by https alone");
        }
        var exchange = http.sendAsync(
                HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            var answer = exchange.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            return new String(answer.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException | TimeoutException e) {
            exchange.cancel(true);
            throw new IOException("no answer in time and size: " + e.getClass().getSimpleName());
        }
    }
}
