package dev.sallyport.vault.keyring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the vault's keys are.
@ConfigMapping(prefix = "sallyport.keys")
public interface KeyringConfig {
    /// `vault-keys.json` of the key ceremony. A relative `seed_file` in it is looked for beside it.
    Path file();

    /// Pins the post-quantum backend (`bc` or `jdk`) instead of measuring.
    Optional<String> backend();

    /// How long the backends may be measured once the service serves.
    @WithDefault("20s")
    Duration settleWithin();
}
