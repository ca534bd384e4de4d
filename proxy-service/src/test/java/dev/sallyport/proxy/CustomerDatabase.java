package dev.sallyport.proxy;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// A customer's database with a role of little privilege, and a look at it that does not go through the proxy.
record CustomerDatabase(EmbeddedPostgres server, String name, EmbeddedPostgres.Role role) {

    static CustomerDatabase in(EmbeddedPostgres server, String... schema) {
        String name = server.newDatabase("shop");
        EmbeddedPostgres.Role role = server.newRole("shop_app");
        server.run(name, schema);
        server.run(name, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role.name());
        return new CustomerDatabase(server, name, role);
    }

    String dsn() {
        return dsn(role.secret(), server.ca().certificatePem());
    }

    String dsn(String secret, String caPem) {
        return "postgresql://" + role.name() + ":" + secret + "@localhost:" + server.port() + "/" + name
                + "?sslmode=verify-full&sslrootcert=" + encode(caPem);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The first column of the first row, as text.
    String look(String sql) {
        try (Connection connection = server.superuser(name);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "(no row)";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Connections that the role holds now.
    int connections() {
        return Integer.parseInt(look("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role.name() + "'"));
    }
}
