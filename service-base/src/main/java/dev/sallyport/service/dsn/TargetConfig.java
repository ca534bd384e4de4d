package dev.sallyport.service.dsn;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// Which addresses databases may have. The same two lists stand in the configuration of both services.
@ConfigMapping(prefix = "sallyport.target-addresses")
public interface TargetConfig {
    /// Networks in CIDR form that are permitted although they are private, local or otherwise special. A cloud's
    /// metadata address is permitted only by naming exactly that address.
    Optional<List<String>> allowed();

    /// Networks, for development, to which a DSN may ask for a connection without TLS. They must be in `allowed` as
    /// well where they are special.
    Optional<List<String>> plaintext();
}
