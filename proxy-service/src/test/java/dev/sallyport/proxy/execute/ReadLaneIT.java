package dev.sallyport.proxy.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.PoolClosed;
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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The pipelined lane, attacked without a guard before it: many calls share a connection, and none of them may see or
/// suffer anything of another.
@Timeout(180)
class ReadLaneIT {

    private static final int CALLS = 100_000;
    private static final int IN_FLIGHT = 200;
    private static final ExecutionLimits LIMITS = new ExecutionLimits(1000, 64 * 1024, Duration.ofSeconds(20));
    private static final String SLOW = "SELECT count(*) FROM generate_series(1, 2000000000) n";
    private static final String PID = "SELECT pg_backend_pid()";

    private static EmbeddedPostgres server;
    private static String database = "";
    private static EmbeddedPostgres.Role role;
    private static NioEventLoopGroup loops;
    private static ExecutorService workers;

    private final TargetKey key = new TargetKey(TenantId.next(), CredentialId.next(), 1);
    private TargetPools pools;
    private TargetExecutor executor;

    @BeforeAll
    static void start() {
        server = EmbeddedPostgres.shared();
        database = server.newDatabase("lane");
        role = server.newRole("lane_app");
        server.run(
                database,
                "CREATE TABLE things (id int PRIMARY KEY, name text)",
                "INSERT INTO things SELECT n, 'thing ' || n FROM generate_series(1, 100) n",
                "CREATE SEQUENCE numbers",
                "GRANT SELECT, INSERT, UPDATE ON things TO " + role.name(),
                "GRANT USAGE ON SEQUENCE numbers TO " + role.name());
        loops = new NioEventLoopGroup(1);
        workers = Executors.newSingleThreadExecutor();
    }

    @AfterAll
    static void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }

    @BeforeEach
    void open() {
        pools = new TargetPools(loops, workers, config(1), PoolCounters.NONE, used -> {});
        executor = new TargetExecutor(
                (context, lease, insert, limits) -> Future.failedFuture("not here"),
                (context, lease, statements) -> Future.failedFuture("not here"));
    }

    @AfterEach
    void close() {
        pools.close();
    }

    private static TargetConfig config(int connections) {
        return new SmallRyeConfigBuilder()
                .withMapping(TargetConfig.class)
                .withConverter(Duration.class, 300, new DurationConverter())
                .withDefaultValue("sallyport.target.read-lane-connections", Integer.toString(connections))
                .withDefaultValue("sallyport.target.drain-timeout", "1s")
                .build()
                .getConfigMapping(TargetConfig.class);
    }

    private static Future<Target> target(EmbeddedPostgres.Role who) {
        return Future.succeededFuture(new Target(
                TestServers.tls(server.port(), server.ca()), TestServers.login(who.name(), who.secret(), database)));
    }

    private Future<LaneTrack> track(String sql) {
        return pools.readLane(key, () -> target(role)).compose(lane -> lane.track(sql));
    }

    private Future<String> read(ExecutionLimits limits, String sql, JsonValue... params) {
        return track(sql)
                .compose(track -> executor.read(new SqlStatement(sql, List.of(params)), track, limits))
                .map(result -> new String(result.json(), StandardCharsets.UTF_8));
    }

    private String rows(String sql, JsonValue... params) {
        return rowsOf(TestServers.on(read(LIMITS, sql, params)));
    }

    private static String rowsOf(String json) {
        return json.substring(json.indexOf("\"rows\":") + 7, json.indexOf(",\"row_count\""));
    }

    private static JsonValue text(String text) {
        return new JsonValue.JsonString(text);
    }

    private static String look(String sql) {
        try (Connection connection = server.superuser(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int connections() {
        return Integer.parseInt(look("SELECT count(*) FROM pg_stat_activity WHERE usename = '" + role.name() + "'"));
    }

    /// Runs calls with values of their own, a few hundred in flight, and counts those that left the lane. Fails when an
    /// answer is another call's.
    private int crowd(int calls, Runnable meanwhile) throws InterruptedException {
        Semaphore window = new Semaphore(IN_FLIGHT);
        AtomicInteger left = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        Thread beside = Thread.ofVirtual().unstarted(meanwhile);
        for (int i = 0; i < calls; i++) {
            if (i == calls / 4) {
                beside.start();
            }
            assertThat(window.tryAcquire(30, TimeUnit.SECONDS))
                    .as("calls go on")
                    .isTrue();
            String mine = "value " + i;
            Future<String> answer = i % 3 == 0
                    ? read(LIMITS, "SELECT name || $1 FROM things WHERE id = 7", text(mine))
                    : read(LIMITS, "SELECT 'thing 7' || $1::text", text(mine));
            answer.onComplete(done -> {
                if (done.succeeded()) {
                    wrong.addAndGet(rowsOf(done.result()).equals("[[\"thing 7" + mine + "\"]]") ? 0 : 1);
                } else if (done.cause() instanceof LaneLeft) {
                    left.incrementAndGet();
                } else {
                    wrong.addAndGet(1_000_000);
                }
                window.release();
            });
        }
        assertThat(window.tryAcquire(IN_FLIGHT, 30, TimeUnit.SECONDS)).isTrue();
        beside.join();
        assertThat(wrong).as("wrong answers, or millions for wrong failures").hasValue(0);
        return left.get();
    }

    @Test
    void a_hundred_thousand_answers_belong_to_their_questions() throws Exception {
        assertThat(crowd(CALLS, () -> {})).as("calls that left the lane").isZero();
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_lost_in_mid_pipeline_gives_every_call_an_answer_of_its_own() throws Exception {
        rows("SELECT 1");
        AtomicInteger ended = new AtomicInteger();
        int left = crowd(
                40_000,
                () -> ended.set(Integer.parseInt(look("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE usename = '" + role.name() + "'"))));
        assertThat(ended).hasValue(1);
        assertThat(left).isBetween(1, IN_FLIGHT);
        assertThat(rows("SELECT 2")).isEqualTo("[[2]]");
    }

    @Test
    void a_slow_read_leaves_the_lane_in_time_and_its_neighbours_are_answered_on_it() {
        String pid = rows(PID);
        long start = System.nanoTime();
        // When
        Future<String> slow = read(LIMITS, SLOW);
        List<Future<String>> neighbours =
                IntStream.range(0, 50).mapToObj(i -> read(LIMITS, PID)).toList();
        Throwable left = catchThrowable(() -> TestServers.on(slow));
        // Then
        assertThat(left)
                .isInstanceOfSatisfying(
                        LaneLeft.class, why -> assertThat(why.slow()).isTrue());
        for (Future<String> neighbour : neighbours) {
            assertThat(rowsOf(TestServers.on(neighbour))).isEqualTo(pid);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(catchThrowable(() -> TestServers.on(track(SLOW)))).isInstanceOf(LaneLeft.class);
        assertThat(rows(PID)).isEqualTo(pid);
    }

    @Test
    void a_call_whose_own_time_is_over_is_told_so_and_nothing_else_is_cancelled() {
        String pid = rows(PID);
        ExecutionLimits short_ = new ExecutionLimits(10, 1000, Duration.ofMillis(50));
        // When
        Future<String> late = read(short_, "SELECT 1 FROM pg_sleep(0.15)");
        List<Future<String>> neighbours =
                IntStream.range(0, 50).mapToObj(i -> read(LIMITS, PID)).toList();
        // Then
        assertThat(catchThrowable(() -> TestServers.on(late)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("timeout"));
        for (Future<String> neighbour : neighbours) {
            assertThat(rowsOf(TestServers.on(neighbour))).isEqualTo(pid);
        }
    }

    @Test
    void an_answer_past_its_limits_ends_alone() {
        String pid = rows(PID);
        // When
        Future<String> large = read(LIMITS, "SELECT repeat('x', 10000) FROM generate_series(1, 500)");
        Future<String> many = read(LIMITS, "SELECT n FROM generate_series(1, 3000) n");
        Future<String> wrong = read(LIMITS, "SELECT $1::int4", text("not a number"));
        Future<String> neighbour = read(LIMITS, PID);
        // Then
        assertThat(catchThrowable(() -> TestServers.on(large)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("limit_exceeded"));
        assertThat(TestServers.on(many)).endsWith("\"row_count\":1000,\"truncated\":true}");
        assertThat(catchThrowable(() -> TestServers.on(wrong))).isInstanceOf(ProblemException.class);
        assertThat(rowsOf(TestServers.on(neighbour))).isEqualTo(pid);
    }

    @Test
    void nothing_is_written_on_it_even_past_the_guard() {
        for (String sql : List.of(
                "INSERT INTO things VALUES (900, 'written') RETURNING id",
                "SELECT nextval('numbers')",
                "SELECT lo_create(0)",
                "SELECT name FROM things WHERE id = 1 FOR UPDATE")) {
            Throwable refused = catchThrowable(() -> TestServers.on(read(LIMITS, sql)));
            assertThat(refused)
                    .as(sql)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.code().code()).isEqualTo("statement_not_read_only"));
        }
        assertThat(look("SELECT count(*) FROM things WHERE id = 900")).isEqualTo("0");
    }

    @Test
    void a_session_whose_settings_changed_takes_no_more_calls() {
        String pid = rows(PID);
        // When
        Throwable left = catchThrowable(() -> rows("SELECT set_config('DateStyle', 'German', false)"));
        // Then
        assertThat(left)
                .as("its answer may be of another session than asked for")
                .isInstanceOf(LaneLeft.class);
        assertThat(rows("SELECT current_setting('DateStyle')")).isEqualTo("[[\"ISO, YMD\"]]");
        assertThat(rows(PID)).isNotEqualTo(pid);
    }

    @Test
    void what_stays_prepared_on_a_connection_is_bounded() {
        for (int i = 0; i < 700; i++) {
            rows("SELECT " + i);
        }
        String filler = " ".repeat(15_000);
        for (int i = 0; i < 60; i++) {
            rows("SELECT " + i + filler);
        }
        int kept = Integer.parseInt(
                rows("SELECT count(*)::int4 FROM pg_prepared_statements").replaceAll("[^0-9]", ""));
        assertThat(kept).isBetween(1, 40);
        assertThat(catchThrowable(() -> TestServers.on(track(" ".repeat(20_000) + "SELECT 1"))))
                .isInstanceOf(LaneLeft.class);
    }

    @Test
    void a_table_that_changed_under_a_prepared_statement_is_read_as_it_is_now() {
        server.run(
                database,
                "DROP TABLE IF EXISTS changing",
                "CREATE TABLE changing AS SELECT 1 AS a",
                "GRANT SELECT ON changing TO " + role.name());
        String all = "SELECT * FROM changing";
        assertThat(TestServers.on(read(LIMITS, all))).contains("\"name\":\"a\"");
        for (String change : List.of(
                "ALTER TABLE changing RENAME COLUMN a TO b",
                "ALTER TABLE changing ADD COLUMN c text DEFAULT 'new'",
                "ALTER TABLE changing ALTER COLUMN b TYPE text")) {
            server.run(database, change);
            // When
            Future<String> first = read(LIMITS, all);
            String now = TestServers.on(
                    first.recover(left -> left instanceof LaneLeft ? read(LIMITS, all) : Future.failedFuture(left)));
            // Then
            assertThat(now).as(change).contains("\"name\":\"b\"").contains(change.contains("TYPE") ? "[\"1\"," : "1");
        }
    }

    @Test
    void a_revoked_credential_has_no_connection_left_and_calls_in_flight_are_told() throws Exception {
        rows(PID);
        List<Future<String>> flying = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            flying.add(read(LIMITS, "SELECT 1 FROM pg_sleep(0.2)"));
        }
        Thread.sleep(100);
        // When
        pools.revoke(key.tenant(), key.credential());
        // Then
        for (Future<String> call : flying) {
            Throwable told = catchThrowable(() -> TestServers.on(call));
            assertThat(told == null || told instanceof PoolClosed)
                    .as("%s", told)
                    .isTrue();
        }
        for (int i = 0; i < 100 && connections() > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(connections()).isZero();
    }

    @Test
    void a_server_that_grants_one_connection_only_is_used_through_the_exclusive_lane() {
        EmbeddedPostgres.Role single = server.newRole("lane_single");
        server.run(database, "ALTER ROLE " + single.name() + " CONNECTION LIMIT 1");
        TargetKey own = new TargetKey(TenantId.next(), CredentialId.next(), 1);
        Lease lease = TestServers.on(pools.lease(own, () -> target(single)));
        // When
        Throwable left = catchThrowable(() ->
                TestServers.on(pools.readLane(own, () -> target(single)).compose(lane -> lane.track("SELECT 1"))));
        // Then
        assertThat(left).isInstanceOf(LaneLeft.class);
        lease.onLoop(lease::giveBack);
    }

    @Test
    void the_lane_gives_its_only_connection_up_for_an_exclusive_one() {
        EmbeddedPostgres.Role single = server.newRole("lane_crowded");
        server.run(database, "ALTER ROLE " + single.name() + " CONNECTION LIMIT 1");
        TargetKey own = new TargetKey(TenantId.next(), CredentialId.next(), 1);
        LaneTrack track =
                TestServers.on(pools.readLane(own, () -> target(single)).compose(lane -> lane.track("SELECT 1")));
        assertThat(track.isUsable()).isTrue();
        // When
        Lease lease = TestServers.on(pools.lease(own, () -> target(single)));
        // Then
        Throwable left = catchThrowable(() ->
                TestServers.on(pools.readLane(own, () -> target(single)).compose(lane -> lane.track("SELECT 1"))));
        assertThat(left).isInstanceOf(LaneLeft.class);
        lease.onLoop(lease::giveBack);
    }

    @Test
    void a_read_behind_many_slow_ones_leaves_the_lane_instead_of_waiting_for_them() {
        rows("SELECT 1");
        long start = System.nanoTime();
        // When
        List<Future<String>> crowd = IntStream.range(0, 40)
                .mapToObj(i -> read(LIMITS, "SELECT " + i + " FROM pg_sleep(0.2)"))
                .toList();
        Future<String> neighbour = read(LIMITS, PID);
        // Then
        assertThat(catchThrowable(() -> TestServers.on(neighbour))).isInstanceOf(LaneLeft.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        crowd.forEach(slow -> TestServers.on(slow.otherwise("")));
    }
}
