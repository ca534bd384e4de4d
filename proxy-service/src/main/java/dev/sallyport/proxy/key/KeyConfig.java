package dev.sallyport.proxy.key;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// Where the keys of the key ceremony come from.
@ConfigMapping(prefix = "sallyport.keys")
public interface KeyConfig {

    /// `proxy-keys.json`; imported into the database at start, each key once. Without it the database must hold
    /// them.
    Optional<Path> file();

    /// `bc` or `jdk` pins the post-quantum backend; without it the fastest per operation is measured at start.
    Optional<String> pinnedBackend();
}
