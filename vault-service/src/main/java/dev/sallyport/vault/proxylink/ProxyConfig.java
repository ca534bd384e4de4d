package dev.sallyport.vault.proxylink;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// How the vault reaches a proxy.
@ConfigMapping(prefix = "sallyport.proxy")
public interface ProxyConfig {
    /// `https://host:8421`.
    URI url();

    /// The CA certificates, PEM, that the proxy's certificate must come from.
    Path ca();

    /// The proxy's public ES256 key, PEM, for the tokens that it shows.
    Path tokenKey();

    /// To make a key.
    @WithDefault("10s")
    Duration keyTimeout();

    /// To try a credential.
    @WithDefault("15s")
    Duration probeTimeout();

    /// To judge recorded statements under another policy.
    @WithDefault("30s")
    Duration replayTimeout();
}
