package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.hostile.HostilePostgres;
import dev.sallyport.testkit.hostile.Misbehaviour;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.TestCa;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A tenant may name any server. Whatever it does is over in time, learns no password, and hurts no neighbour.
class HostileServersIT {

    private static final Set<String> CODES = Set.of(
            "target_unreachable",
            "target_tls_failed",
            "target_auth_failed",
            "target_protocol_failed",
            "statement_failed",
            "limit_exceeded",
            "timeout");
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    static Installation installation;
    static TestCa ca;
    static TestTenant tenant;
    static TestKey key;
    static TestTenant.TestIntegration neighbour;

    @BeforeAll
    static void start() {
        installation = Installation.start(
                Map.of("sallyport.target.connect-timeout", "2s", "sallyport.outbound.statement-timeout", "2s"));
        ca = TestCa.create();
        tenant = installation.newTenant();
        key = tenant.newKey();
        neighbour = tenant.newIntegration(
                CustomerDatabase.in(EmbeddedPostgres.shared()).dsn(), "query");
        assertThat(key.query(neighbour, "SELECT 1").code()).isEqualTo("ok");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @EnumSource(Misbehaviour.class)
    void is_refused_in_time_and_learns_no_password(Misbehaviour misbehaviour) {
        try (HostilePostgres server = HostilePostgres.start(misbehaviour, ca)) {
            // Given
            TestTenant.TestIntegration integration = tenant.newIntegration(
                    "postgresql://app:" + HostilePostgres.LOGIN + "@localhost:" + server.port() + "/db?sslrootcert="
                            + CustomerDatabase.encode(ca.certificatePem()),
                    "query");
            long start = System.nanoTime();

            // When
            TestKey.Reply reply = key.query(integration, "SELECT a FROM b");

            // Then
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(CODES).as(reply.text()).contains(reply.code());
            assertThat(took).isLessThan(Duration.ofSeconds(8));
            assertThat(server.passwordWasSent()).isFalse();
            assertThat(key.query(neighbour, "SELECT 1").code()).isEqualTo("ok");
            // An error without a code ends its statement properly: the read lane keeps that connection.
            int kept = misbehaviour == Misbehaviour.ERROR_WITHOUT_SQLSTATE_FOR_QUERY ? 1 : 0;
            Waiting.until("no connection is left", Duration.ofSeconds(8), () -> server.openConnections() <= kept);
            assertThat(io.netty.util.internal.PlatformDependent.usedDirectMemory())
                    .isLessThan(MOST_BYTES);
        }
    }
}
