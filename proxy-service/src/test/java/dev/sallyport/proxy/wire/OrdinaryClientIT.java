package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.testkit.hostile.HostilePostgres;
import dev.sallyport.testkit.hostile.Misbehaviour;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.TestCa;
import io.netty.channel.nio.NioEventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Why customers' databases are not reached with the Vert.x PG client (ADR 0030): what it does at a hostile server,
/// and next to it what this package's client does. A test that fails here because the other client has learnt better
/// is good news: then the decision can be looked at again.
@Timeout(120)
class OrdinaryClientIT {

    private static final long FLOOD = 64L * 1024 * 1024;

    private static final TestCa CA = TestCa.create();
    private static Vertx vertx;
    private static NioEventLoopGroup loops;
    private static ExecutorService workers;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        loops = new NioEventLoopGroup(1);
        workers = Executors.newSingleThreadExecutor();
    }

    @AfterAll
    static void stop() {
        vertx.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }

    private static PgConnectOptions options(int port, String user, String word, String database, TestCa ca) {
        return new PgConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setUser(user)
                .setPassword(word)
                .setDatabase(database)
                .setConnectTimeout(5000)
                .setSslMode(SslMode.VERIFY_FULL)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(ca.certificatePem())));
    }

    private static Future<PgConnection> ordinary(HostilePostgres server) {
        return PgConnection.connect(vertx, options(server.port(), "app", HostilePostgres.LOGIN, "db", CA));
    }

    private static Future<WireConnection> ours(HostilePostgres server) {
        return connector()
                .open(TestServers.tls(server.port(), CA), TestServers.login("app", HostilePostgres.LOGIN, "db"));
    }

    private static WireConnector connector() {
        return new WireConnector(loops.next(), workers, Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLEARTEXT_PASSWORD", "MD5_PASSWORD"})
    void it_sends_the_password_in_the_form_that_a_server_asks_for(Misbehaviour misbehaviour) throws Exception {
        try (HostilePostgres asked = HostilePostgres.start(misbehaviour, CA);
                HostilePostgres refused = HostilePostgres.start(misbehaviour, CA)) {
            // When
            ordinary(asked);
            Throwable failure = catchThrowable(() -> TestServers.on(ours(refused)));
            // Then
            until(asked::passwordWasSent);
            assertThat(asked.passwordWasSent()).isTrue();
            assertThat(refused.passwordWasSent()).isFalse();
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            OpenFailure.class,
                            open -> assertThat(open.reason()).isEqualTo(OpenFailure.Reason.AUTH_FAILED));
        }
    }

    /// Four million iterations, which is some seconds of one core: what it does for 2^31 it does too, but no test
    /// waits for that.
    @Test
    void it_derives_keys_with_as_many_iterations_as_a_server_wants_and_on_the_event_loop() throws Exception {
        try (HostilePostgres asked = HostilePostgres.start(Misbehaviour.SCRAM_COSTLY_ITERATIONS, CA);
                HostilePostgres refused = HostilePostgres.start(Misbehaviour.SCRAM_COSTLY_ITERATIONS, CA)) {
            // When
            ordinary(asked);
            Throwable failure = catchThrowable(() -> TestServers.on(ours(refused)));
            // Then
            until(asked::proofWasSent);
            assertThat(asked.proofWasSent()).isTrue();
            assertThat(refused.proofWasSent()).isFalse();
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            OpenFailure.class,
                            open -> assertThat(open.reason()).isEqualTo(OpenFailure.Reason.PROTOCOL_FAILED));
        }
    }

    @Test
    void it_takes_a_message_of_any_announced_length() throws Exception {
        try (HostilePostgres asked = HostilePostgres.start(Misbehaviour.HUGE_LENGTH, CA);
                HostilePostgres refused = HostilePostgres.start(Misbehaviour.HUGE_LENGTH, CA)) {
            // When
            ordinary(asked);
            until(() -> asked.sentBytes() > FLOOD);
            asked.close();
            Throwable failure = catchThrowable(() -> TestServers.on(ours(refused)));
            Thread.sleep(300);
            // Then
            assertThat(asked.sentBytes()).isGreaterThan(FLOOD);
            assertThat(refused.sentBytes()).isLessThan(FLOOD / 4);
            assertThat(refused.openConnections()).isZero();
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            OpenFailure.class,
                            open -> assertThat(open.reason()).isEqualTo(OpenFailure.Reason.PROTOCOL_FAILED));
        }
    }

    @Test
    void it_calls_a_commit_that_undid_everything_a_success() {
        EmbeddedPostgres server = EmbeddedPostgres.shared();
        String database = server.newDatabase("tag");
        PgConnection ordinary = TestServers.on(PgConnection.connect(
                vertx,
                options(server.port(), EmbeddedPostgres.SUPERUSER, server.superuserSecret(), database, server.ca())));
        WireConnection ours = TestServers.on(
                connector().open(TestServers.tls(server.port(), server.ca()), TestServers.superuser(server, database)));
        // When
        TestServers.on(ordinary.preparedQuery("BEGIN").execute());
        Throwable divided = catchThrowable(
                () -> TestServers.on(ordinary.preparedQuery("SELECT 1 / 0").execute()));
        RowSet<Row> commit = TestServers.on(ordinary.preparedQuery("COMMIT").execute());
        Completion tag = TestServers.on(onLoop(ours, () -> {
            ours.control(ControlStatement.BEGIN);
            ours.prepare("SELECT 1 / 0").onSuccess(shape -> ours.run(shape, List.of(), 0, 64, RowSink.NONE));
            return ours.prepare("SELECT 1").compose(later -> ours.control(ControlStatement.COMMIT));
        }));
        // Then
        assertThat(divided).isNotNull();
        assertThat(commit.rowCount()).isZero();
        assertThat(commit.size()).isZero();
        assertThat(tag.verb()).isEqualTo("ROLLBACK");
        ordinary.close();
    }

    private static <T> Future<T> onLoop(WireConnection connection, java.util.function.Supplier<Future<T>> work) {
        io.vertx.core.Promise<T> result = io.vertx.core.Promise.promise();
        loops.next().execute(() -> work.get().onComplete(result));
        return result.future();
    }

    /// Waits for a while; the assertion behind says whether it came.
    private static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
    }
}
