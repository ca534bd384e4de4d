package dev.sallyport.proxy.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long answers are kept for repeats.
@ConfigMapping(prefix = "sallyport.idempotency")
public interface IdempotencyConfig {

    /// A repeat within this time gets the first answer.
    @WithDefault("24h")
    Duration keepFor();

    /// How long a repeat waits for the first attempt on another replica.
    @WithDefault("15s")
    Duration waitFor();
}
