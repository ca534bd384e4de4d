package dev.sallyport.bench.wire;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.target.PoolCounters;
import dev.sallyport.proxy.target.Target;
import dev.sallyport.proxy.target.TargetConfig;
import dev.sallyport.proxy.target.TargetPools;
import dev.sallyport.proxy.value.SessionSettings;
import dev.sallyport.proxy.wire.Endpoint;
import dev.sallyport.proxy.wire.Login;
import dev.sallyport.proxy.wire.WireConnector;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// `[SECONDS of each round] [ROUNDS]`: starts a PostgreSQL of its own with durable commits, lets the two clients and
/// then the two lanes take turns, prints the median of the rounds, and removes everything. TLS everywhere, one event
/// loop for each client.
public final class ClientComparison {

    private static final int PIPELINED = 64;
    private static final int EXCLUSIVE = 8;

    private ClientComparison() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        var loops = new NioEventLoopGroup(1);
        var workers = Executors.newSingleThreadExecutor();
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (var server = EmbeddedPostgres.start()) {
            String database = schema(server);
            Endpoint endpoint = endpoint(server);
            Login login = login(server, database);
            var connector = new WireConnector(loops.next(), workers, Duration.ofSeconds(5));
            List<Contender> clients = List.of(
                    new OrdinaryContender(vertx, server, database, PIPELINED, EXCLUSIVE),
                    new WireContender(connector, endpoint, login, EXCLUSIVE));
            var pools = new TargetPools(loops, workers, config(), PoolCounters.NONE, used -> {});
            List<Contender> lanes = List.of(
                    new LaneContender(pools, false, () -> new Target(endpoint, login(server, database))),
                    new LaneContender(pools, true, () -> new Target(endpoint, login(server, database))));
            var turns = new Turns(Duration.ofSeconds(seconds), rounds);
            turns.take("point lookup, 64 in flight", clients, PIPELINED, lookups());
            turns.take("BEGIN, insert, COMMIT, 8 at once", clients, EXCLUSIVE, client -> client::insert);
            turns.take("1,000 rows, 4 in flight", clients, 4, client -> i -> client.thousandRows());
            turns.take("point lookup through the executor, 64 at once", lanes, PIPELINED, lookups());
            pools.close();
        } finally {
            Futures.on(vertx.close());
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
            workers.shutdown();
        }
    }

    private static java.util.function.Function<Contender, IntFunction<Future<?>>> lookups() {
        return client -> i -> client.lookup(1 + i % Contender.PRODUCTS);
    }

    private static String schema(EmbeddedPostgres server) {
        String database = server.newDatabase("comparison");
        server.run(
                database,
                "CREATE TABLE products (id int4 PRIMARY KEY, name text, price numeric(10, 2), made_at timestamptz)",
                "INSERT INTO products SELECT n, 'product ' || n, n * 1.25, now() FROM generate_series(1, "
                        + Contender.PRODUCTS + ") n",
                "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, product int4, note text)",
                "ANALYZE products");
        return database;
    }

    private static Login login(EmbeddedPostgres server, String database) {
        return new Login(
                EmbeddedPostgres.SUPERUSER,
                database,
                Secret.copyOf(server.superuserSecret().getBytes(StandardCharsets.UTF_8)),
                false,
                SessionSettings.textForms());
    }

    private static Endpoint endpoint(EmbeddedPostgres server) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", server.ca().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        InetAddress address = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        return new Endpoint(new InetSocketAddress(address, server.port()), context);
    }

    private static TargetConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(TargetConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .build()
                .getConfigMapping(TargetConfig.class);
    }
}
