package dev.sallyport.proxy.execute;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.PoolCounters;
import dev.sallyport.proxy.target.TargetConfig;
import dev.sallyport.proxy.target.TargetKey;
import dev.sallyport.proxy.target.TargetPools;
import dev.sallyport.proxy.wire.TestServers;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A pipelined lane of one connection, and what reads on it.
final class OpenLane implements AutoCloseable {

    static final ExecutionLimits LIMITS = new ExecutionLimits(1000, 64 * 1024, Duration.ofSeconds(20));

    /// Tells which connection answers.
    static final String PID = "SELECT pg_backend_pid()";

    private final LaneDatabase database;
    private final TargetKey key = newKey();
    private final TargetPools pools;
    private final TargetExecutor executor;

    OpenLane(LaneDatabase database) {
        this.database = database;
        pools = new TargetPools(database.loops(), database.workers(), config(), PoolCounters.NONE, used -> {});
        executor = new TargetExecutor(
                (context, lease, insert, limits) -> Future.failedFuture("not here"),
                (context, lease, statements) -> Future.failedFuture("not here"));
    }

    private static TargetConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(TargetConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withDefaultValue("sallyport.target.read-lane-connections", "1")
                .withDefaultValue("sallyport.target.drain-timeout", "1s")
                .build()
                .getConfigMapping(TargetConfig.class);
    }

    /// Of a credential that nobody else uses.
    static TargetKey newKey() {
        return new TargetKey(TenantId.next(), CredentialId.next(), 1);
    }

    Future<LaneTrack> track(String sql) {
        return track(key, database.role(), sql);
    }

    /// A place on the lane of another credential.
    Future<LaneTrack> track(TargetKey own, EmbeddedPostgres.Role who, String sql) {
        return pools.readLane(own, () -> database.target(who)).compose(lane -> lane.track(sql));
    }

    /// A connection of another credential, beside its lane.
    Future<Lease> lease(TargetKey own, EmbeddedPostgres.Role who) {
        return pools.lease(own, () -> database.target(who));
    }

    /// The answer, JSON.
    Future<String> read(ExecutionLimits limits, String sql, JsonValue... params) {
        return track(sql)
                .compose(track -> executor.read(new SqlStatement(sql, List.of(params)), track, limits))
                .map(result -> new String(result.json(), StandardCharsets.UTF_8));
    }

    /// The answer's rows, JSON.
    String rows(String sql, JsonValue... params) {
        return rowsOf(TestServers.on(read(LIMITS, sql, params)));
    }

    static String rowsOf(String json) {
        return json.substring(json.indexOf("\"rows\":") + 7, json.indexOf(",\"row_count\""));
    }

    static JsonValue text(String text) {
        return new JsonValue.JsonString(text);
    }

    void revoke() {
        pools.revoke(key.tenant(), key.credential());
    }

    @Override
    public void close() {
        pools.close();
    }
}
