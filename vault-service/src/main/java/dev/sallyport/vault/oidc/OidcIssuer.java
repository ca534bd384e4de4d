package dev.sallyport.vault.oidc;

import dev.sallyport.service.jwt.TokenAlgorithm;
import dev.sallyport.service.jwt.TokenKeys;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.service.jwt.TokenVerifier;
import dev.sallyport.vault.call.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/// Verifies the tokens of the OIDC issuer that the operator named. Its keys come from where the configuration or the
/// issuer's discovery document says, never from a token, are kept, and are asked for again at most every ten seconds.
@ApplicationScoped
public class OidcIssuer {
    private static final Logger LOG = Logger.getLogger(OidcIssuer.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration NOT_AGAIN_BEFORE = Duration.ofSeconds(10);

    private record Loaded(Map<String, PublicKey> keys, Instant at) {}

    private final OidcConfig config;
    private final Blocking blocking;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicReference<Loaded> loaded = new AtomicReference<>(new Loaded(Map.of(), Instant.EPOCH));

    OidcIssuer(OidcConfig config, Blocking blocking, Clock clock) {
        this.config = config;
        this.blocking = blocking;
        this.clock = clock;
        if (this.config.issuer().isEmpty() && this.config.jwksUrl().isPresent()) {
            throw new IllegalStateException("sallyport.people.oidc.jwks-url needs sallyport.people.oidc.issuer");
        }
    }

    /// The verified claims; empty for every token that is not the issuer's.
    public Uni<Optional<JsonWebToken>> verify(String token) {
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

    private void refresh(Duration age) {
        if (!isOlderThan(age)) {
            return;
        }
        // One thread asks the issuer; the others go on with the keys that are known, and wait only where there are
        // none.
        if (loaded.get().keys().isEmpty()) {
            fetching.lock();
        } else if (!fetching.tryLock()) {
            return;
        }
        try {
            if (isOlderThan(age)) {
                fetch();
            }
        } finally {
            fetching.unlock();
        }
    }

    private boolean isOlderThan(Duration age) {
        return !clock.instant().isBefore(loaded.get().at().plus(age));
    }

    private void fetch() {
        try {
            loaded.set(new Loaded(OidcKeys.fetch(config), clock.instant()));
        } catch (IOException e) {
            LOG.warnf("oidc.keys.unavailable cause=%s", e.getMessage());
            loaded.updateAndGet(last -> new Loaded(last.keys(), clock.instant()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
