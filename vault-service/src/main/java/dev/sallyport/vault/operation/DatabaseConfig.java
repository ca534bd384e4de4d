package dev.sallyport.vault.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/// The service's own PostgreSQL, always over TLS with certificate and name checked.
@ConfigMapping(prefix = "sallyport.database")
public interface DatabaseConfig {
    String host();

    @WithDefault("5432")
    int port();

    /// The database.
    String name();

    /// The service's role, which may read and write rows and nothing else.
    String username();

    String password();

    /// The CA certificates, PEM, that the server's certificate must come from.
    Path ca();

    /// Connections at most; the audit log has two of its own.
    @WithDefault("20")
    int poolSize();
}
