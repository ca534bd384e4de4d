package dev.sallyport.quickstart.databases;

import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.postgres.Cluster;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/// The services' own databases: `vault` and `proxy`, each with an owner that migrates it and an application role
/// that gets no more than the migrations grant. No role of one connects to the other.
public final class PlatformDatabases {

    private final Cluster cluster;
    private final Roles roles;

    public PlatformDatabases(Cluster cluster, KeptSecrets kept) {
        this.cluster = cluster;
        this.roles = new Roles(kept);
    }

    /// Makes what is missing.
    public void ensure() throws SQLException, IOException {
        try (Connection admin = cluster.superuser("postgres")) {
            for (String service : new String[] {"vault", "proxy"}) {
                roles.ensure(admin, service + "_owner");
                roles.ensure(admin, service + "_app");
                Roles.ensureDatabase(admin, service, service + "_owner", service + "_app");
            }
        }
    }
}
