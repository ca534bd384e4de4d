package dev.sallyport.vault.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// Who brings the schema up to date.
@ConfigMapping(prefix = "sallyport.migration")
public interface MigrationConfig {
    /// False where somebody else migrates before the service starts.
    @WithDefault("true")
    boolean atStart();

    /// The role that owns the schemas `vault` and `audit`.
    Optional<String> username();

    Optional<String> password();
}
