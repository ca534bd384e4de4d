package dev.sallyport.service.door;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Bounds of connections that have not brought a request.
@ConfigMapping(prefix = "sallyport.door")
public interface DoorConfig {

    /// From the opened connection (behind its TLS handshake) to the end of its first request's head, however the bytes
    /// trickle in.
    @WithDefault("10s")
    Duration headTimeout();
}
