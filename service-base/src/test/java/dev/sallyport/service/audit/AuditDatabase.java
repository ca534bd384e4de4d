package dev.sallyport.service.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/// A database of its own with the roles of a service, on a server that keeps its promises (fsync and synchronous commit
/// on).
public final class AuditDatabase {

    /// Statements that change what is a view.
    private static final Pattern BY_VIEW = Pattern.compile("(INSERT INTO|UPDATE|DELETE FROM) audit\\.(event|leaf)\\b");

    private final EmbeddedPostgres server;
    private final String name;
    private final EmbeddedPostgres.Role owner;
    private final EmbeddedPostgres.Role app;
    private boolean writable;

    private AuditDatabase(EmbeddedPostgres server, String version) {
        this.server = server;
        this.name = server.newDatabase("audit");
        this.owner = server.newRole("audit_owner");
        this.app = server.newRole("audit_app");
        server.run(name, "GRANT CREATE ON DATABASE " + name + " TO " + owner.name());
        AuditSchema.migrations(source(), app.name()).target(version).load().migrate();
    }

    public static AuditDatabase create() {
        return on(EmbeddedPostgres.shared());
    }

    public static AuditDatabase on(EmbeddedPostgres server) {
        return new AuditDatabase(server, "latest");
    }

    /// As an earlier release left it.
    static AuditDatabase ofVersion(String version) {
        return new AuditDatabase(EmbeddedPostgres.shared(), version);
    }

    /// Brings it up to date.
    void migrate() {
        AuditSchema.migrate(source(), app.name());
    }

    public String name() {
        return name;
    }

    public PgConnectOptions appOptions() {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setDatabase(name)
                .setUser(app.name())
                .setPassword(app.secret());
    }

    public Pool appPool(Vertx vertx) {
        return PgBuilder.pool()
                .connectingTo(appOptions())
                .using(vertx)
                .with(new PoolOptions().setMaxSize(4))
                .build();
    }

    Connection owner() throws SQLException {
        return server.connect(name, owner.name(), owner.secret());
    }

    public Connection app() throws SQLException {
        return server.connect(name, app.name(), app.secret());
    }

    /// Runs the statements as superuser, past all triggers: what an insider with the database can do. `audit.event` and
    /// `audit.leaf` can be written.
    public void tamper(String... statements) throws SQLException {
        try (Connection connection = server.superuser(name);
                var statement = connection.createStatement()) {
            if (!writable && hasViews()) {
                statement.execute(insider());
                writable = true;
            }
            for (var sql : statements) {
                boolean byView = writable && BY_VIEW.matcher(sql).find();
                statement.execute("SET session_replication_role = " + (byView ? "origin" : "replica"));
                statement.execute(sql);
            }
        }
    }

    private boolean hasViews() throws SQLException {
        return count("pg_class WHERE oid = to_regclass('audit.event') AND relkind = 'v'") > 0;
    }

    private static String insider() {
        try (var stream = requireNonNull(AuditDatabase.class.getResourceAsStream("insider.sql"))) {
            return new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> column(String sql) throws SQLException {
        try (Connection connection = server.superuser(name);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    public long count(String table) throws SQLException {
        return Long.parseLong(column("SELECT count(*) FROM " + table).getFirst());
    }

    private PGSimpleDataSource source() {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {server.port()});
        source.setDatabaseName(name);
        source.setUser(owner.name());
        source.setPassword(owner.secret());
        source.setSslMode("require");
        return source;
    }
}
