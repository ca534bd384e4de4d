package dev.sallyport.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Passwords of every alphabet prove themselves to a real server, in plaintext here so that no certificate is needed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScramLoginIT {

    private final EmbeddedPostgres postgres = EmbeddedPostgres.shared();
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final ExecutorService workers = Executors.newSingleThreadExecutor();
    private final WireConnector connector = new WireConnector(loops.next(), workers, Duration.ofSeconds(5));

    @AfterAll
    void stop() {
        loops.shutdownGracefully();
        workers.shutdown();
    }

    /// The last three are changed by SASLprep, or not allowed by it, where PostgreSQL takes the bytes as they are.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                " with space ~",
                "\u00fcber-lang-\u65e5\u672c\u8a9e",
                "\ufb01ne-\u2168",
                "no\u00a0break\u00ad",
                "\u0627no\u0001mix"
            })
    void a_password_of_any_alphabet_logs_in(String text) throws Exception {
        EmbeddedPostgres.Role role = postgres.newRole("scram");
        postgres.run("postgres", "ALTER ROLE " + role.name() + " PASSWORD '" + text + "'");

        WireConnection connection = open(role.name(), text);

        assertThat(connection.isOpen()).isTrue();
        connection.close(new ConnectionLost("test is done"));
    }

    @Test
    void a_wrong_password_is_refused() {
        EmbeddedPostgres.Role role = postgres.newRole("scram");

        assertThatThrownBy(() -> open(role.name(), "wrong"))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        OpenFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(OpenFailure.Reason.AUTH_FAILED));
    }

    private WireConnection open(String user, String text) throws Exception {
        try (Secret password = Secret.take(text.getBytes(StandardCharsets.UTF_8))) {
            Endpoint endpoint =
                    new Endpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), postgres.port()), null);
            return connector
                    .open(endpoint, new Login(user, "postgres", password, false, Map.of()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        }
    }
}
