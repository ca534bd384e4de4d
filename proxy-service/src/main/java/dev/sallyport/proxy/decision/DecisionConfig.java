package dev.sallyport.proxy.decision;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How much is kept of what was decided.
@ConfigMapping(prefix = "sallyport.decisions")
public interface DecisionConfig {

    /// Facts of older days are deleted.
    @WithDefault("90d")
    Duration keepFor();

    /// How often counts are written.
    @WithDefault("1s")
    Duration writeEvery();

    /// Statements that wait to be counted; what comes when it is full is not recorded.
    @WithDefault("4096")
    int queued();

    /// Different statements of one integration on one day.
    @WithDefault("2000")
    int mostPerDay();
}
