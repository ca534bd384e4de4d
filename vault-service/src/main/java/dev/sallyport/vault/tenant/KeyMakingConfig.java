package dev.sallyport.vault.tenant;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// Whether the vault may make KMS keys for tenants, and for which principals.
@ConfigMapping(prefix = "sallyport.tenant-keys")
public interface KeyMakingConfig {
    /// False: every tenant brings the ARN of its own key.
    @WithDefault("false")
    boolean create();

    /// ARN that administers made keys and can never decrypt with them.
    Optional<String> administrator();

    /// ARN of this service.
    Optional<String> vaultPrincipal();

    /// ARN of the proxies.
    Optional<String> proxyPrincipal();
}
