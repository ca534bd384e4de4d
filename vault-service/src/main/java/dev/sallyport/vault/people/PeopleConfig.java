package dev.sallyport.vault.people;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Who vouches for people.
@ConfigMapping(prefix = "sallyport.people")
public interface PeopleConfig {
    /// `iss` and `aud` of the embedded issuer's tokens.
    @WithDefault("sallyport")
    String issuer();

    /// The embedded issuer's private ES256 key, PEM PKCS#8, mode 0600. Without one there is no embedded issuer.
    Optional<Path> tokenKey();

    /// How long an access token lives.
    @WithDefault("15m")
    Duration accessLife();

    /// How long a refresh token lives; a used one gives the next.
    @WithDefault("12h")
    Duration refreshLife();

    /// Refused logins of one address (IPv6: one /64), or of one account from there, per minute; and as many refused
    /// refresh tokens.
    @WithDefault("10")
    long failuresPerMinute();

    /// Logins, refreshes and logouts of one address (IPv6: one /64) per minute, refused or not.
    @WithDefault("600")
    long visitsPerMinute();

    /// Password hashes that are computed at once; others wait.
    @WithDefault("2")
    int hashers();
}
