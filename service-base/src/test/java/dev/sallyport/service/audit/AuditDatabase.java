package dev.sallyport.service.audit;

import io.vertx.pgclient.PgConnectOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// A PostgreSQL that keeps its promises (fsync and synchronous commit on), with the roles of a service's database.
final class AuditDatabase implements AutoCloseable {

    static final String APP = "audit_app";
    private static final String OWNER = "audit_owner";

    private final EmbeddedPostgres server;

    private AuditDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    static AuditDatabase start() throws IOException, SQLException {
        var server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        var database = new AuditDatabase(server);
        database.asSuperuser("CREATE ROLE " + OWNER + " LOGIN", "CREATE ROLE " + APP + " LOGIN");
        database.asSuperuser("GRANT CREATE ON DATABASE postgres TO " + OWNER);
        AuditSchema.migrate(database.owner(), APP);
        return database;
    }

    DataSource owner() {
        return server.getDatabase(OWNER, "postgres");
    }

    DataSource app() {
        return server.getDatabase(APP, "postgres");
    }

    DataSource superuser() {
        return server.getPostgresDatabase();
    }

    PgConnectOptions appOptions() {
        return new PgConnectOptions()
                .setHost("localhost")
                .setPort(server.getPort())
                .setDatabase("postgres")
                .setUser(APP);
    }

    /// Runs the statements as superuser, past triggers (`session_replication_role = replica`).
    void asSuperuser(String... statements) throws SQLException {
        try (Connection connection = superuser().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    List<String> column(String sql) throws SQLException {
        try (Connection connection = superuser().getConnection();
                var rows = connection.createStatement().executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    long count(String table) throws SQLException {
        return Long.parseLong(column("SELECT count(*) FROM " + table).getFirst());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
