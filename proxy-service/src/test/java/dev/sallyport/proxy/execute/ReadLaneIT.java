package dev.sallyport.proxy.execute;

import static dev.sallyport.proxy.execute.OpenLane.LIMITS;
import static dev.sallyport.proxy.execute.OpenLane.PID;
import static dev.sallyport.proxy.execute.OpenLane.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.wire.TestServers;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
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
    private static final String SLOW = "SELECT count(*) FROM generate_series(1, 2000000000) n";

    private static LaneDatabase database;

    private OpenLane lane;

    @BeforeAll
    static void start() {
        database = new LaneDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void open() {
        lane = new OpenLane(database);
    }

    @AfterEach
    void close() {
        lane.close();
    }

    /// Runs calls with values of their own, a few hundred in flight and for as long as `meanwhile` takes, and counts
    /// those that left the lane. Fails when an answer is another call's.
    private int crowd(int calls, Runnable meanwhile) throws InterruptedException {
        Semaphore window = new Semaphore(IN_FLIGHT);
        AtomicInteger left = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        Thread beside = Thread.ofVirtual().unstarted(meanwhile);
        for (int i = 0; i < calls || beside.isAlive(); i++) {
            if (i == calls / 4) {
                beside.start();
            }
            assertThat(window.tryAcquire(30, TimeUnit.SECONDS))
                    .as("calls go on")
                    .isTrue();
            String mine = "value " + i;
            Future<String> answer = i % 3 == 0
                    ? lane.read(LIMITS, "SELECT name || $1 FROM things WHERE id = 7", text(mine))
                    : lane.read(LIMITS, "SELECT 'thing 7' || $1::text", text(mine));
            answer.onComplete(done -> {
                if (done.succeeded()) {
                    wrong.addAndGet(OpenLane.rowsOf(done.result()).equals("[[\"thing 7" + mine + "\"]]") ? 0 : 1);
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
        assertThat(database.connections()).isEqualTo(1);
    }

    @Test
    void a_connection_that_is_lost_in_mid_pipeline_gives_every_call_an_answer_of_its_own() throws Exception {
        lane.rows("SELECT 1");
        AtomicInteger ended = new AtomicInteger();
        int left = crowd(
                40_000,
                () -> ended.set(
                        Integer.parseInt(database.look("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE usename = '" + database.role().name() + "'"))));
        assertThat(ended).hasValue(1);
        assertThat(left).isBetween(1, IN_FLIGHT);
        assertThat(lane.rows("SELECT 2")).isEqualTo("[[2]]");
    }

    @Test
    void a_slow_read_leaves_the_lane_in_time_and_its_neighbours_are_answered_on_it() {
        String pid = lane.rows(PID);
        long start = System.nanoTime();
        // When
        Future<String> slow = lane.read(LIMITS, SLOW);
        List<Future<String>> neighbours =
                IntStream.range(0, 50).mapToObj(i -> lane.read(LIMITS, PID)).toList();
        Throwable left = catchThrowable(() -> TestServers.on(slow));
        // Then
        assertThat(left)
                .isInstanceOfSatisfying(
                        LaneLeft.class, why -> assertThat(why.slow()).isTrue());
        for (Future<String> neighbour : neighbours) {
            assertThat(OpenLane.rowsOf(TestServers.on(neighbour))).isEqualTo(pid);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(catchThrowable(() -> TestServers.on(lane.track(SLOW)))).isInstanceOf(LaneLeft.class);
        assertThat(lane.rows(PID)).isEqualTo(pid);
    }

    @Test
    void a_read_behind_many_slow_ones_leaves_the_lane_instead_of_waiting_for_them() {
        lane.rows("SELECT 1");
        long start = System.nanoTime();
        // When
        List<Future<String>> crowd = IntStream.range(0, 40)
                .mapToObj(i -> lane.read(LIMITS, "SELECT " + i + " FROM pg_sleep(0.2)"))
                .toList();
        Future<String> neighbour = lane.read(LIMITS, PID);
        // Then
        assertThat(catchThrowable(() -> TestServers.on(neighbour))).isInstanceOf(LaneLeft.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        crowd.forEach(slow -> TestServers.on(slow.otherwise("")));
    }

    @Test
    void a_call_whose_own_time_is_over_is_told_so_and_nothing_else_is_cancelled() {
        String pid = lane.rows(PID);
        ExecutionLimits short_ = new ExecutionLimits(10, 1000, Duration.ofMillis(50));
        // When
        Future<String> late = lane.read(short_, "SELECT 1 FROM pg_sleep(0.15)");
        List<Future<String>> neighbours =
                IntStream.range(0, 50).mapToObj(i -> lane.read(LIMITS, PID)).toList();
        // Then
        assertThat(catchThrowable(() -> TestServers.on(late)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("timeout"));
        for (Future<String> neighbour : neighbours) {
            assertThat(OpenLane.rowsOf(TestServers.on(neighbour))).isEqualTo(pid);
        }
    }

    @Test
    void an_answer_past_its_limits_ends_alone() {
        String pid = lane.rows(PID);
        // When
        Future<String> large = lane.read(LIMITS, "SELECT repeat('x', 10000) FROM generate_series(1, 500)");
        Future<String> many = lane.read(LIMITS, "SELECT n FROM generate_series(1, 3000) n");
        Future<String> wrong = lane.read(LIMITS, "SELECT $1::int4", text("not a number"));
        Future<String> neighbour = lane.read(LIMITS, PID);
        // Then
        assertThat(catchThrowable(() -> TestServers.on(large)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("limit_exceeded"));
        assertThat(TestServers.on(many)).endsWith("\"row_count\":1000,\"truncated\":true}");
        assertThat(catchThrowable(() -> TestServers.on(wrong))).isInstanceOf(ProblemException.class);
        assertThat(OpenLane.rowsOf(TestServers.on(neighbour))).isEqualTo(pid);
    }

    @Test
    void nothing_is_written_on_it_even_past_the_guard() {
        for (String sql : List.of(
                "INSERT INTO things VALUES (900, 'written') RETURNING id",
                "SELECT nextval('numbers')",
                "SELECT lo_create(0)",
                "SELECT name FROM things WHERE id = 1 FOR UPDATE")) {
            Throwable refused = catchThrowable(() -> TestServers.on(lane.read(LIMITS, sql)));
            assertThat(refused)
                    .as(sql)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.code().code()).isEqualTo("statement_not_read_only"));
        }
        assertThat(database.look("SELECT count(*) FROM things WHERE id = 900")).isEqualTo("0");
    }
}
