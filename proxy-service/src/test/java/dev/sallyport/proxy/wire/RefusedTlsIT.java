package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sallyport.testkit.hostile.HostilePostgres;
import dev.sallyport.testkit.hostile.Misbehaviour;
import dev.sallyport.testkit.postgres.TestCa;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server with a certificate that is not trusted is the caller's matter: it is answered, and no library fills the log
/// with its stack traces, which tenants could cause at will.
@Timeout(60)
class RefusedTlsIT {

    private static final class Kept extends Handler {

        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                records.add(record);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void is_a_typed_failure_and_no_line_in_the_log() throws Exception {
        Kept kept = new Kept();
        Logger root = Logger.getLogger("");
        root.addHandler(kept);
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        try (HostilePostgres server = HostilePostgres.start(Misbehaviour.SILENT_FOR_QUERY, TestCa.create());
                HostilePostgres early = HostilePostgres.start(Misbehaviour.PLAINTEXT_AFTER_S, TestCa.create())) {
            WireConnector connector = new WireConnector(loops.next(), Runnable::run, Duration.ofSeconds(5));
            for (HostilePostgres refused : List.of(server, early)) {
                // When
                Throwable failure = catchThrowable(() -> TestServers.on(connector.open(
                        TestServers.tls(refused.port(), TestCa.create()),
                        TestServers.login("app", HostilePostgres.LOGIN, "db"))));
                // Then
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                OpenFailure.class,
                                open -> assertThat(open.reason()).isEqualTo(OpenFailure.Reason.TLS_FAILED));
                assertThat(refused.passwordWasSent()).isFalse();
                assertThat(refused.proofWasSent()).isFalse();
            }
            Thread.sleep(300);
            assertThat(kept.records)
                    .extracting(record -> record.getLoggerName() + ": " + record.getMessage())
                    .isEmpty();
        } finally {
            root.removeHandler(kept);
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
