package dev.sallyport.vault.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// An OIDC issuer beside the embedded one.
@ConfigMapping(prefix = "sallyport.people.oidc")
public interface OidcConfig {
    /// `iss` of its tokens; without one there is no OIDC issuer.
    Optional<String> issuer();

    /// Its key set; without one the issuer's discovery document says where it is.
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

    /// The claim with the role: a text, or a list with exactly one role of ours in it.
    @WithDefault("sallyport_role")
    String roleClaim();

    /// Roles of ours by what the issuer calls them; where there are any, no other value counts.
    Map<String, String> roles();

    /// The longest life of a token that is accepted.
    @WithDefault("1h")
    Duration maxLife();
}
