package dev.sallyport.vault.people;

import dev.sallyport.service.jwt.PemKeys;
import dev.sallyport.service.jwt.TokenAlgorithm;
import dev.sallyport.service.jwt.TokenKeys;
import dev.sallyport.service.jwt.TokenVerifier;
import dev.sallyport.service.problem.RequestId;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;

/// The embedded issuer's access tokens: ES256, naming the person alone. What the person may do is looked up at every
/// call, so a role that is taken away is gone at once. Thread safe.
final class AccessTokens {
    private static final String KEY_NAME = "people-1";

    private final PrivateKey key;
    private final PeopleConfig config;
    private final TokenVerifier verifier;

    AccessTokens(Path keyFile, PeopleConfig config, Clock clock) {
        this.key = PemKeys.privateKey(keyFile);
        this.config = config;
        this.verifier = new TokenVerifier(
                TokenAlgorithm.ES256,
                TokenKeys.single(KEY_NAME, EcPublic.of(key)),
                config.issuer(),
                config.issuer(),
                config.accessLife(),
                clock);
    }

    String issue(PersonEntity person, String sessionId, Instant now) {
        return Jwt.claims()
                .issuer(config.issuer())
                .audience(config.issuer())
                .subject(person.personId)
                .issuedAt(now.getEpochSecond())
                .expiresAt(now.getEpochSecond() + config.accessLife().toSeconds())
                .claim("jti", RequestId.next().value())
                .claim("sid", sessionId)
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(KEY_NAME)
                .sign(key);
    }

    TokenVerifier verifier() {
        return verifier;
    }
}
