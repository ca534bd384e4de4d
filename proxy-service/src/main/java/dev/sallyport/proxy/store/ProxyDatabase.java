package dev.sallyport.proxy.store;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Makes the connections to the proxy's own database.
public final class ProxyDatabase {

    private ProxyDatabase() {}

    /// How to connect; refuses plaintext to anything but loopback.
    public static PgConnectOptions options(DatabaseConfig config) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setDatabase(config.name())
                .setUser(config.username())
                .setPassword(config.password().orElse(""))
                .setCachePreparedStatements(true)
                .setReconnectAttempts(0)
                .setConnectTimeout(2000)
                .setProperties(Map.of("application_name", "sallyport-proxy", "statement_timeout", "5000"));
        if (config.caFile().isPresent()) {
            options.setSslMode(SslMode.VERIFY_FULL)
                    .setHostnameVerificationAlgorithm("HTTPS")
                    .setTrustOptions(new PemTrustOptions()
                            .addCertPath(config.caFile().get().toString()));
        } else if (!isLoopback(config.host())) {
            throw new IllegalArgumentException("sallyport.database.ca-file is missing and the host is not loopback");
        }
        return options;
    }

    /// A pool for short statements.
    public static Pool pool(Vertx vertx, DatabaseConfig config) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(config.poolSize())
                        .setMaxWaitQueueSize(10_000)
                        .setConnectionTimeout(3)
                        .setConnectionTimeoutUnit(TimeUnit.SECONDS))
                .connectingTo(options(config))
                .using(vertx)
                .build();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
