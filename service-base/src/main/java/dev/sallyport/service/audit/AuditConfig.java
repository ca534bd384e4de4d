package dev.sallyport.service.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// The audit writer's bounds. No setting turns the audit off.
@ConfigMapping(prefix = "sallyport.audit")
public interface AuditConfig {

    /// Records that may wait for the store; one more is refused.
    @WithDefault("20000")
    int queueCapacity();

    /// Records in one insert at most; 1 to 4095.
    @WithDefault("1000")
    int maxBatch();

    /// How long the store may take for one batch before it counts as away.
    @WithDefault("5s")
    Duration appendTimeout();

    /// How often a store that is away is asked whether it is back.
    @WithDefault("500ms")
    Duration probeInterval();
}
