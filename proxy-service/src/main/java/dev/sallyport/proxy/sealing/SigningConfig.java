package dev.sallyport.proxy.sealing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/// The signer pool.
@ConfigMapping(prefix = "sallyport.signing")
public interface SigningConfig {

    /// Threads; without it one fewer than the machine has processors, at least one.
    OptionalInt threads();

    /// Answers that may wait for a thread; past it calls are refused as `overloaded`.
    @WithDefault("2000")
    int queue();
}
