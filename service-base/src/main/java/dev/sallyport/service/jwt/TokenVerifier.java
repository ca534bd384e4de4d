package dev.sallyport.service.jwt;

import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Verifies the tokens of one issuer for one audience. Blocks for the time of one signature check; thread safe.
///
/// Refused are: another algorithm than the pinned one (`none` and HMAC with the public key included), keys in or
/// behind the header, unknown key names, another issuer or audience, a missing or passed `exp`, an `iat` or `nbf` in
/// the future, a longer life than permitted, a missing `sub`.
public final class TokenVerifier {
    private static final int SKEW_SECONDS = 5;

    private final TokenAlgorithm algorithm;
    private final TokenKeys keys;
    private final String issuer;
    private final String audience;
    private final Duration maxLife;
    private final Clock clock;

    public TokenVerifier(
            TokenAlgorithm algorithm, TokenKeys keys, String issuer, String audience, Duration maxLife, Clock clock) {
        this.algorithm = algorithm;
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.maxLife = maxLife;
        this.clock = clock;
    }

    /// The verified claims.
    public JsonWebToken verify(String token) throws TokenRefused {
        var header = TokenHeader.of(token);
        if (!header.algorithm().equals(algorithm.name())) {
            throw new TokenRefused("another algorithm");
        }
        var key = keys.find(header.keyId()).orElseThrow(() -> new TokenRefused("an unknown key"));
        var rules = new JWTAuthContextInfo(key, issuer);
        rules.setSignatureAlgorithm(Set.of(algorithm.smallrye()));
        rules.setExpectedAudience(Set.of(audience));
        rules.setClockSkew(SKEW_SECONDS);
        rules.setRequiredClaims(Set.of("sub", "exp", "iat"));
        try {
            var claims = new DefaultJWTParser(rules).parse(token);
            checkTimes(claims);
            return claims;
        } catch (ParseException e) {
            throw new TokenRefused("signature or claims do not hold");
        }
    }

    private void checkTimes(JsonWebToken claims) throws TokenRefused {
        long now = clock.instant().getEpochSecond();
        long expires = claims.getExpirationTime();
        long issued = claims.getIssuedAtTime();
        if (expires + SKEW_SECONDS <= now || issued - SKEW_SECONDS > now) {
            throw new TokenRefused("not in its time");
        }
        if (expires - issued > maxLife.toSeconds()) {
            throw new TokenRefused("lives too long");
        }
        if (claims.getSubject() == null || claims.getSubject().isEmpty()) {
            throw new TokenRefused("no subject");
        }
        Long notBefore = claims.getClaim("nbf");
        if (notBefore != null && notBefore - SKEW_SECONDS > now) {
            throw new TokenRefused("not valid yet");
        }
    }
}
