package dev.sallyport.vault.people;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// How the first person comes in.
@ConfigMapping(prefix = "sallyport.bootstrap")
public interface BootstrapConfig {
    /// JSON of mode 0600, `{"email": …, "password": …}`: the first platform administrator, made when there is nobody
    /// yet.
    Optional<Path> adminFile();
}
