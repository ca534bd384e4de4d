package dev.sallyport.service.jwt;

import java.security.PublicKey;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Verifies the token that one of our services shows the other. Thread safe.
public final class ServiceTokenVerifier {
    private static final String BEARER = "Bearer ";

    private final TokenVerifier verifier;

    /// @param peerKey the peer's ES256 public key, pinned by configuration
    public ServiceTokenVerifier(PublicKey peerKey, ServiceName self, ServiceName peer, Clock clock) {
        verifier = new TokenVerifier(
                TokenAlgorithm.ES256,
                TokenKeys.single(peer.text(), peerKey),
                peer.text(),
                self.text(),
                ServiceName.TOKEN_LIFE,
                clock);
    }

    /// The peer's instance id, from the header `Authorization`.
    public String verify(@Nullable String authorization) throws TokenRefused {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new TokenRefused("no bearer token");
        }
        return verifier.verify(authorization.substring(BEARER.length())).getSubject();
    }
}
