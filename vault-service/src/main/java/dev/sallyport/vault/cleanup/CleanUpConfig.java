package dev.sallyport.vault.cleanup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When what has run out is taken.
@ConfigMapping(prefix = "sallyport.clean-up")
public interface CleanUpConfig {
    /// How often a replica tries; one of them does it.
    @WithDefault("10m")
    Duration every();

    /// How long the answer of a call with an `Idempotency-Key` is kept for the one who asks again.
    @WithDefault("24h")
    Duration keepAnswers();
}
