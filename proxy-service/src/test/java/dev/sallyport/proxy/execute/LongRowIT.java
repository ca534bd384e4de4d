package dev.sallyport.proxy.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.PoolCounters;
import dev.sallyport.proxy.target.Target;
import dev.sallyport.proxy.target.TargetConfig;
import dev.sallyport.proxy.target.TargetKey;
import dev.sallyport.proxy.target.TargetPools;
import dev.sallyport.proxy.wire.TestServers;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages of a real server that are longer than a call's limit, on a connection that other calls share.
@Timeout(120)
class LongRowIT {

    private static final ExecutionLimits LIMITS = new ExecutionLimits(1000, 64 * 1024, Duration.ofSeconds(20));
    private static final String PID = "SELECT pg_backend_pid()";
    private static final String ROWS = "SELECT repeat('x', $1::int4) FROM generate_series(1, 2)";
    private static final String LONG_ROW = "SELECT repeat('x', 8000000)";
    private static final String LONG_ERROR = "SELECT repeat('x', 400000)::int4";
    private static final String ABSURD_ROW = "SELECT repeat('x', 100000000)";

    private final EmbeddedPostgres server = EmbeddedPostgres.shared();
    private final EmbeddedPostgres.Role role = server.newRole("long_rows");
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final ExecutorService workers = Executors.newSingleThreadExecutor();
    private final TargetKey key = new TargetKey(TenantId.next(), CredentialId.next(), 1);
    private TargetPools pools;
    private TargetExecutor executor;

    @BeforeEach
    void open() {
        TargetConfig config = new SmallRyeConfigBuilder()
                .withMapping(TargetConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                // A machine under load must not make these reads slow ones.
                .withDefaultValues(
                        Map.of("sallyport.target.read-lane-connections", "1", "sallyport.target.read-lane-time", "10s"))
                .build()
                .getConfigMapping(TargetConfig.class);
        pools = new TargetPools(loops, workers, config, PoolCounters.NONE, used -> {});
        executor = new TargetExecutor(
                (context, lease, insert, limits) -> Future.failedFuture("not here"),
                (context, lease, statements) -> Future.failedFuture("not here"));
    }

    @AfterEach
    void close() {
        pools.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }

    private Future<Target> target() {
        return Future.succeededFuture(new Target(
                TestServers.tls(server.port(), server.ca()),
                TestServers.login(role.name(), role.secret(), "postgres")));
    }

    private Future<String> read(String sql, JsonValue... params) {
        Future<LaneTrack> track = pools.readLane(key, this::target).compose(lane -> lane.track(sql));
        return track.compose(on -> executor.read(new SqlStatement(sql, List.of(params)), on, LIMITS))
                .map(result -> new String(result.json(), StandardCharsets.UTF_8));
    }

    private Future<OperationResult> readAlone(String sql) {
        return pools.lease(key, this::target)
                .compose(lease -> executor.run(
                        new Operation.Query(new SqlStatement(sql, List.of())),
                        new TokenizedInsert.Context(
                                key.tenant(), IntegrationId.next(), key.credential(), Map.of(), List.of()),
                        lease,
                        LIMITS));
    }

    /// Prepares what must be in one pipeline without waiting for each other.
    private String prepared() {
        assertThat(TestServers.on(read(ROWS, number("3")))).contains("xxx");
        return TestServers.on(read(PID));
    }

    private static JsonValue number(String text) {
        return new JsonValue.JsonNumber(text);
    }

    private static Throwable told(Future<?> call) {
        return catchThrowable(() -> TestServers.on(call));
    }

    private static void assertCode(Throwable told, String code) {
        assertThat(told)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code().code()).isEqualTo(code));
    }

    @Test
    void a_row_of_many_megabytes_fails_alone_and_the_connection_goes_on() {
        String answer = prepared();
        List<Future<String>> large = new ArrayList<>();
        List<Future<String>> neighbours = new ArrayList<>();
        // When
        for (int i = 0; i < 10; i++) {
            neighbours.add(read(PID));
            large.add(read(ROWS, number("3000000")));
            neighbours.add(read(PID));
        }
        // Then
        large.forEach(call -> assertCode(told(call), "limit_exceeded"));
        neighbours.forEach(call -> assertThat(TestServers.on(call)).isEqualTo(answer));
        assertThat(TestServers.on(read(PID))).isEqualTo(answer);
    }

    @Test
    void an_error_of_many_megabytes_keeps_its_sqlstate_and_the_connection_goes_on() {
        String answer = TestServers.on(read(PID));
        // When
        Future<String> failed = read(LONG_ERROR);
        Future<String> neighbour = read(PID);
        // Then
        assertThat(told(failed)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code().code()).isEqualTo("statement_failed");
            assertThat(problem.details()).containsEntry("sqlstate", "22P02");
        });
        assertThat(TestServers.on(neighbour)).isEqualTo(answer);
    }

    @Test
    void past_what_is_skipped_the_connection_ends_and_the_neighbours_may_run_elsewhere() {
        String answer = prepared();
        // When
        Future<String> absurd = read(ROWS, number("100000000"));
        List<Future<String>> neighbours =
                IntStream.range(0, 10).mapToObj(i -> read(PID)).toList();
        // Then
        assertCode(told(absurd), "limit_exceeded");
        neighbours.forEach(call -> assertThat(told(call)).isInstanceOf(LaneLeft.class));
        assertThat(TestServers.on(read(PID))).isNotEqualTo(answer);
    }

    @Test
    void on_a_connection_of_its_own_the_same_row_is_refused_by_the_same_code() {
        assertCode(told(readAlone(LONG_ROW)), "limit_exceeded");
        assertCode(told(readAlone(ABSURD_ROW)), "limit_exceeded");
        assertThat(told(readAlone(LONG_ERROR)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.details()).containsEntry("sqlstate", "22P02"));
    }
}
