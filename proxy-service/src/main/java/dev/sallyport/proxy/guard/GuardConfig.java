package dev.sallyport.proxy.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/// The size of the SQL guard.
@ConfigMapping(prefix = "sallyport.guard")
public interface GuardConfig {

    /// Parsers, each on a thread of its own with up to 64 MiB; as many as cores when absent.
    OptionalInt parserThreads();

    /// How much statement text the cache of verdicts stands for, in characters.
    @WithDefault("20000000")
    long cachedCharacters();
}
