package dev.sallyport.vault.proxylink;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// Who this replica is for the proxy.
@ConfigMapping(prefix = "sallyport.service")
public interface ServiceKeyConfig {
    /// This service's private ES256 key, PEM PKCS#8, mode 0600.
    Path key();

    /// Names this replica in the peer's logs.
    @WithDefault("vault-1")
    String instanceId();
}
