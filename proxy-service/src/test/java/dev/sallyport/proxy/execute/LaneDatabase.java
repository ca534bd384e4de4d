package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.target.Target;
import dev.sallyport.proxy.wire.TestServers;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A customer's database for tests of the pipelined lane, with a hundred things in it, and the threads to reach it.
final class LaneDatabase implements AutoCloseable {

    private final EmbeddedPostgres server = EmbeddedPostgres.shared();
    private final String name = server.newDatabase("lane");
    private final EmbeddedPostgres.Role role = server.newRole("lane_app");
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final ExecutorService workers = Executors.newSingleThreadExecutor();

    LaneDatabase() {
        run(
                "CREATE TABLE things (id int PRIMARY KEY, name text)",
                "INSERT INTO things SELECT n, 'thing ' || n FROM generate_series(1, 100) n",
                "CREATE SEQUENCE numbers",
                "GRANT SELECT, INSERT, UPDATE ON things TO " + role.name(),
                "GRANT USAGE ON SEQUENCE numbers TO " + role.name());
    }

    /// Who may read and write the things.
    EmbeddedPostgres.Role role() {
        return role;
    }

    /// Somebody with one connection and no more.
    EmbeddedPostgres.Role newSingle() {
        EmbeddedPostgres.Role single = server.newRole("lane_single");
        run("ALTER ROLE " + single.name() + " CONNECTION LIMIT 1");
        return single;
    }

    NioEventLoopGroup loops() {
        return loops;
    }

    ExecutorService workers() {
        return workers;
    }

    Future<Target> target(EmbeddedPostgres.Role who) {
        return Future.succeededFuture(new Target(
                TestServers.tls(server.port(), server.ca()), TestServers.login(who.name(), who.secret(), name)));
    }

    void run(String... sql) {
        server.run(name, sql);
    }

    /// One value, past the lane.
    String look(String sql) {
        try (Connection connection = server.superuser(name);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many the role has open now.
    int connections() {
        return Integer.parseInt(look("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role.name() + "'"));
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }
}
