package dev.sallyport.vault.people;

import dev.sallyport.service.jwt.TokenAlgorithm;
import dev.sallyport.service.jwt.TokenKeys;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.service.jwt.TokenVerifier;
import dev.sallyport.vault.call.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/// Verifies the tokens of the OIDC issuer that the operator named. Its keys come from the one address of the
/// configuration,
/// never from a token, are kept, and are asked for again at most every ten seconds.
@ApplicationScoped
class OidcIssuer {
    private static final Logger LOG = Logger.getLogger(OidcIssuer.class);
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration NOT_AGAIN_BEFORE = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 1 << 18;

    private record Loaded(Map<String, PublicKey> keys, Instant at) {}

    private final PeopleConfig.Oidc config;
    private final Blocking blocking;
    private final Clock clock;
    private final AtomicReference<Loaded> loaded = new AtomicReference<>(new Loaded(Map.of(), Instant.EPOCH));

    OidcIssuer(PeopleConfig config, Blocking blocking, Clock clock) {
        this.config = config.oidc();
        this.blocking = blocking;
        this.clock = clock;
        if (this.config.issuer().isPresent() != this.config.jwksUrl().isPresent()) {
            throw new IllegalStateException("sallyport.people.oidc: issuer and jwks-url belong together");
        }
    }

    /// The verified claims; empty for every token that is not the issuer's.
    Uni<Optional<JsonWebToken>> verify(String token) {
        if (config.issuer().isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return blocking.run(() -> {
            refresh(FRESH);
            var claims = tryVerify(token);
            if (claims.isEmpty()) {
                refresh(NOT_AGAIN_BEFORE);
                claims = tryVerify(token);
            }
            return claims;
        });
    }

    private Optional<JsonWebToken> tryVerify(String token) {
        var verifier = new TokenVerifier(
                TokenAlgorithm.valueOf(config.algorithm()),
                TokenKeys.of(loaded.get().keys()),
                config.issuer().orElseThrow(),
                config.audience(),
                config.maxLife(),
                clock);
        try {
            return Optional.of(verifier.verify(token));
        } catch (TokenRefused e) {
            LOG.debugf("oidc.refused reason=%s", e.getMessage());
            return Optional.empty();
        }
    }

    private synchronized void refresh(Duration age) {
        if (clock.instant().isBefore(loaded.get().at().plus(age))) {
            return;
        }
        try (var http = HttpClient.newBuilder().connectTimeout(FETCH_TIMEOUT).build()) {
            loaded.set(new Loaded(fetch(http, config.jwksUrl().orElseThrow()), clock.instant()));
        } catch (IOException | JoseException e) {
            LOG.warnf("oidc.keys.unavailable cause=%s", e.getClass().getSimpleName());
            loaded.updateAndGet(last -> new Loaded(last.keys(), clock.instant()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, PublicKey> fetch(HttpClient http, URI url)
            throws IOException, InterruptedException, JoseException {
        var answer =
                http.send(HttpRequest.newBuilder(url).timeout(FETCH_TIMEOUT).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200 || answer.body().length() > MAX_BYTES) {
            throw new IOException("no key set");
        }
        var keys = new HashMap<String, PublicKey>();
        for (var key : new JsonWebKeySet(answer.body()).getJsonWebKeys()) {
            if (key instanceof PublicJsonWebKey pub && key.getKeyId() != null) {
                keys.put(key.getKeyId(), pub.getPublicKey());
            }
        }
        return keys;
    }
}
