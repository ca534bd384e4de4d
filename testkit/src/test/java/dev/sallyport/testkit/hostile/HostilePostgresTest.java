package dev.sallyport.testkit.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.testkit.postgres.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The servers are hostile in the way they say and nowhere before: shown with the JDBC driver as the client.
@Timeout(60)
class HostilePostgresTest {

    private static final TestCa CA = TestCa.create();

    @TempDir
    private Path folder;

    @Test
    void a_client_that_answers_a_cleartext_request_is_caught() throws Exception {
        try (var server = HostilePostgres.start(Misbehaviour.CLEARTEXT_PASSWORD, CA)) {
            assertThatThrownBy(() -> connect(server, "verify-full")).isInstanceOf(SQLException.class);

            assertThat(server.passwordWasSent()).isTrue();
            assertThat(new String(server.received(), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains(HostilePostgres.LOGIN);
        }
    }

    @Test
    void a_client_that_answers_an_md5_request_is_caught() throws Exception {
        try (var server = HostilePostgres.start(Misbehaviour.MD5_PASSWORD, CA)) {
            assertThatThrownBy(() -> connect(server, "verify-full")).isInstanceOf(SQLException.class);

            assertThat(server.passwordWasSent()).isTrue();
        }
    }

    @Test
    void a_client_that_goes_on_without_tls_is_caught() throws Exception {
        try (var server = HostilePostgres.start(Misbehaviour.REFUSES_TLS, CA)) {
            assertThatThrownBy(() -> connect(server, "prefer")).isInstanceOf(SQLException.class);

            assertThat(server.passwordWasSent()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSES_TLS", "PLAINTEXT_AFTER_S", "SILENT_AFTER_S", "ERROR_FOR_SSL_REQUEST"})
    void a_careful_client_sends_no_password_before_tls(Misbehaviour misbehaviour) throws Exception {
        try (var server = HostilePostgres.start(misbehaviour, CA)) {
            assertThatThrownBy(() -> connect(server, "verify-full")).isInstanceOf(SQLException.class);

            assertThat(server.connections()).isPositive();
            assertThat(server.passwordWasSent()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT_FOR_QUERY", "ERROR_WITHOUT_SQLSTATE_FOR_QUERY", "NEGATIVE_VALUE_LENGTH"})
    void tls_and_scram_are_right_until_the_query(Misbehaviour misbehaviour) throws Exception {
        try (var server = HostilePostgres.start(misbehaviour, CA)) {
            // The driver logs in by SCRAM and checks the server's signature before it sends its first query.
            assertThatThrownBy(() -> {
                        try (var connection = connect(server, "verify-full");
                                var statement = connection.createStatement()) {
                            statement.executeQuery("SELECT 1");
                        }
                    })
                    .isInstanceOf(Exception.class);

            assertThat(server.proofWasSent()).isTrue();
            assertThat(server.passwordWasSent()).isFalse();
            assertThat(new String(server.received(), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .contains("SE");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SCRAM_FOREIGN_NONCE", "SCRAM_WRONG_SIGNATURE", "SCRAM_OVERFLOWING_ITERATIONS"})
    void wrong_scram_is_noticed_by_a_client_that_checks_it(Misbehaviour misbehaviour) throws Exception {
        try (var server = HostilePostgres.start(misbehaviour, CA)) {
            assertThatThrownBy(() -> connect(server, "verify-full")).isInstanceOf(SQLException.class);

            assertThat(server.passwordWasSent()).isFalse();
        }
    }

    @Test
    void every_misbehaviour_ends_when_the_server_is_closed() throws Exception {
        for (Misbehaviour misbehaviour : Misbehaviour.values()) {
            var server = HostilePostgres.start(misbehaviour, CA);
            var client = new java.net.Socket("127.0.0.1", server.port());
            client.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
            awaitConnection(server);

            server.close();

            for (int i = 0; i < 100 && server.openConnections() > 0; i++) {
                Thread.sleep(20);
            }
            assertThat(server.openConnections()).as("%s", misbehaviour).isZero();
            client.close();
        }
    }

    private static void awaitConnection(HostilePostgres server) throws InterruptedException {
        for (int i = 0; i < 100 && server.connections() == 0; i++) {
            Thread.sleep(20);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    private Connection connect(HostilePostgres server, String sslMode) throws SQLException, IOException {
        var ca = folder.resolve("ca.pem");
        Files.writeString(ca, CA.certificatePem());
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", HostilePostgres.LOGIN);
        properties.setProperty("sslmode", sslMode);
        properties.setProperty("sslrootcert", ca.toString());
        properties.setProperty(
                "loginTimeout", Long.toString(Duration.ofSeconds(3).toSeconds()));
        properties.setProperty("socketTimeout", "3");
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + server.port() + "/postgres", properties);
    }
}
