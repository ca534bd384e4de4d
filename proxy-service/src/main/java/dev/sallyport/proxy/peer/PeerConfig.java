package dev.sallyport.proxy.peer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The vault as this proxy sees it.
@ConfigMapping(prefix = "sallyport.vault")
public interface PeerConfig {

    /// `https://host:port` of the vault's internal routes.
    @WithDefault("https://127.0.0.1:8411")
    URI url();

    /// PEM of the CA that the vault's certificate is checked against; nothing else is trusted.
    Optional<Path> caFile();

    /// PEM (PKCS#8, P-256) of the key that signs this proxy's service tokens.
    Optional<Path> privateKeyFile();

    /// PEM of the vault's public key, which its service tokens are checked with.
    Optional<Path> publicKeyFile();

    /// The `sub` of this proxy's tokens.
    @WithDefault("proxy")
    String instanceId();

    /// For one answer of the vault.
    @WithDefault("3s")
    Duration timeout();

    /// The change stream counts as down when it was silent this long.
    @WithDefault("5s")
    Duration silence();

    /// How long cached grants serve after the change stream was last alive.
    @WithDefault("10m")
    Duration grantsServeFor();

    /// How often the vault is told which credentials were used.
    @WithDefault("30s")
    Duration usageEvery();

    /// Grants kept in memory.
    @WithDefault("100000")
    int maxCachedGrants();
}
