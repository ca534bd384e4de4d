package dev.sallyport.quickstart.databases;

import dev.sallyport.quickstart.files.KeptSecrets;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/// Roles that log in, each with a password of its own.
final class Roles {

    private final KeptSecrets kept;

    Roles(KeptSecrets kept) {
        this.kept = kept;
    }

    /// Makes the role or gives it its kept password again.
    void ensure(Connection admin, String role) throws SQLException, IOException {
        boolean known = Sql.holds(admin, "SELECT 1 FROM pg_roles WHERE rolname = ?", role);
        // The server knows no parameters here; the connection is TLS and the server's log repeats no statement.
        Sql.run(
                admin,
                (known ? "ALTER" : "CREATE") + " ROLE " + role
                        + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD "
                        + Sql.literal(kept.text(role)));
    }

    /// Makes a database that only its owner, `others` and superusers connect to.
    static void ensureDatabase(Connection admin, String database, String owner, String... others) throws SQLException {
        if (!Sql.holds(admin, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
            Sql.run(admin, "CREATE DATABASE " + database + " OWNER " + owner);
        }
        Sql.run(admin, "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        for (String other : others) {
            Sql.run(admin, "GRANT CONNECT ON DATABASE " + database + " TO " + other);
        }
    }
}
