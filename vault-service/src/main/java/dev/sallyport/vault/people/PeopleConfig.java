package dev.sallyport.vault.people;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
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

    /// An OIDC issuer beside the embedded one.
    Oidc oidc();

    /// The OIDC issuer.
    interface Oidc {
        /// `iss` of its tokens; without one there is no OIDC issuer.
        Optional<String> issuer();

        /// Its key set.
        Optional<URI> jwksUrl();

        /// `aud` that its tokens must have for us.
        @WithDefault("sallyport")
        String audience();

        /// The only signature algorithm that is accepted: `RS256` or `ES256`.
        @WithDefault("RS256")
        String algorithm();

        /// The claim with the tenant's id.
        @WithDefault("sallyport_tenant")
        String tenantClaim();

        /// The claim with the role.
        @WithDefault("sallyport_role")
        String roleClaim();

        /// The longest life of a token that is accepted.
        @WithDefault("1h")
        Duration maxLife();
    }
}
