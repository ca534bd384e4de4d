package dev.sallyport.proxy.execute;

import static dev.sallyport.proxy.execute.OpenLane.LIMITS;
import static dev.sallyport.proxy.execute.OpenLane.PID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.PoolClosed;
import dev.sallyport.proxy.target.TargetKey;
import dev.sallyport.proxy.wire.TestServers;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The connections below the pipelined lane: what ends one, what it keeps, and whom it is given up for.
@Timeout(180)
class LaneConnectionsIT {

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

    @Test
    void a_session_whose_settings_changed_takes_no_more_calls() {
        String pid = lane.rows(PID);
        // When
        Throwable left = catchThrowable(() -> lane.rows("SELECT set_config('DateStyle', 'German', false)"));
        // Then
        assertThat(left)
                .as("its answer may be of another session than asked for")
                .isInstanceOf(LaneLeft.class);
        assertThat(lane.rows("SELECT current_setting('DateStyle')")).isEqualTo("[[\"ISO, YMD\"]]");
        assertThat(lane.rows(PID)).isNotEqualTo(pid);
    }

    @Test
    void what_stays_prepared_on_a_connection_is_bounded() {
        for (int i = 0; i < 700; i++) {
            lane.rows("SELECT " + i);
        }
        String filler = " ".repeat(15_000);
        for (int i = 0; i < 60; i++) {
            lane.rows("SELECT " + i + filler);
        }
        int kept = Integer.parseInt(
                lane.rows("SELECT count(*)::int4 FROM pg_prepared_statements").replaceAll("[^0-9]", ""));
        assertThat(kept).isBetween(1, 40);
        assertThat(catchThrowable(() -> TestServers.on(lane.track(" ".repeat(20_000) + "SELECT 1"))))
                .isInstanceOf(LaneLeft.class);
    }

    @Test
    void a_table_that_changed_under_a_prepared_statement_is_read_as_it_is_now() {
        database.run(
                "DROP TABLE IF EXISTS changing",
                "CREATE TABLE changing AS SELECT 1 AS a",
                "GRANT SELECT ON changing TO " + database.role().name());
        String all = "SELECT * FROM changing";
        assertThat(TestServers.on(lane.read(LIMITS, all))).contains("\"name\":\"a\"");
        for (String change : List.of(
                "ALTER TABLE changing RENAME COLUMN a TO b",
                "ALTER TABLE changing ADD COLUMN c text DEFAULT 'new'",
                "ALTER TABLE changing ALTER COLUMN b TYPE text")) {
            database.run(change);
            // When
            Future<String> first = lane.read(LIMITS, all);
            String now = TestServers.on(first.recover(
                    left -> left instanceof LaneLeft ? lane.read(LIMITS, all) : Future.failedFuture(left)));
            // Then
            assertThat(now).as(change).contains("\"name\":\"b\"").contains(change.contains("TYPE") ? "[\"1\"," : "1");
        }
    }

    @Test
    void a_revoked_credential_has_no_connection_left_and_calls_in_flight_are_told() throws Exception {
        lane.rows(PID);
        List<Future<String>> flying = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            flying.add(lane.read(LIMITS, "SELECT 1 FROM pg_sleep(0.2)"));
        }
        Thread.sleep(100);
        // When
        lane.revoke();
        // Then
        for (Future<String> call : flying) {
            Throwable told = catchThrowable(() -> TestServers.on(call));
            assertThat(told == null || told instanceof PoolClosed)
                    .as("%s", told)
                    .isTrue();
        }
        for (int i = 0; i < 100 && database.connections() > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(database.connections()).isZero();
    }

    @Test
    void a_server_that_grants_one_connection_only_is_used_through_the_exclusive_lane() {
        EmbeddedPostgres.Role single = database.newSingle();
        TargetKey own = OpenLane.newKey();
        Lease lease = TestServers.on(lane.lease(own, single));
        // When
        Throwable left = catchThrowable(() -> TestServers.on(lane.track(own, single, "SELECT 1")));
        // Then
        assertThat(left).isInstanceOf(LaneLeft.class);
        lease.onLoop(lease::giveBack);
    }

    @Test
    void the_lane_gives_its_only_connection_up_for_an_exclusive_one() {
        EmbeddedPostgres.Role single = database.newSingle();
        TargetKey own = OpenLane.newKey();
        LaneTrack track = TestServers.on(lane.track(own, single, "SELECT 1"));
        assertThat(track.isUsable()).isTrue();
        // When
        Lease lease = TestServers.on(lane.lease(own, single));
        // Then
        Throwable left = catchThrowable(() -> TestServers.on(lane.track(own, single, "SELECT 1")));
        assertThat(left).isInstanceOf(LaneLeft.class);
        lease.onLoop(lease::giveBack);
    }
}
