package dev.sallyport.service.caller;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// Which reverse proxies may say where a call came from.
@ConfigMapping(prefix = "sallyport.forwarded")
public interface ForwardedConfig {
    /// Networks in CIDR form; `X-Forwarded-For` of everybody else is ignored.
    Optional<List<String>> trustedProxies();
}
