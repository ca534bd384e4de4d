package dev.sallyport.proxy.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// The proxy's own database as the running service reaches it. Migrations use `quarkus.datasource.*`, as the
/// schema's owner.
@ConfigMapping(prefix = "sallyport.database")
public interface DatabaseConfig {

    @WithDefault("127.0.0.1")
    String host();

    @WithDefault("5432")
    int port();

    @WithDefault("proxy")
    String name();

    /// The role that the migrations grant to; not the owner of the schema.
    @WithDefault("proxy_app")
    String username();

    /// In a file of mode 0600, never in the environment.
    Optional<String> password();

    /// PEM of the CA of the database's certificate. With it TLS is verify-full; without it the address must be
    /// loopback.
    Optional<Path> caFile();

    @WithDefault("8")
    int poolSize();
}
