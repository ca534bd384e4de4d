package dev.sallyport.service.jwt;

import dev.sallyport.service.problem.RequestId;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;

/// Issues the token that one of our services shows the other: ES256, for one audience, for 60 seconds at most. Thread
/// safe.
public final class ServiceTokenIssuer {
    private final PrivateKey key;
    private final ServiceName self;
    private final ServiceName peer;
    private final String instanceId;
    private final Clock clock;

    /// @param instanceId names this replica in the peer's logs
    public ServiceTokenIssuer(PrivateKey key, ServiceName self, ServiceName peer, String instanceId, Clock clock) {
        this.key = key;
        this.self = self;
        this.peer = peer;
        this.instanceId = instanceId;
        this.clock = clock;
    }

    /// A fresh token.
    public String issue() {
        long now = clock.instant().getEpochSecond();
        return Jwt.claims()
                .issuer(self.text())
                .audience(peer.text())
                .subject(instanceId)
                .issuedAt(now)
                .expiresAt(now + ServiceName.TOKEN_LIFE.toSeconds())
                .claim("jti", RequestId.next().value())
                .jws()
                .algorithm(SignatureAlgorithm.ES256)
                .keyId(self.text())
                .sign(key);
    }

    /// How long a token lives.
    public static Duration life() {
        return ServiceName.TOKEN_LIFE;
    }
}
