package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.hostile.HostilePostgres;
import dev.sallyport.testkit.hostile.Misbehaviour;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.PostgresOptions;
import dev.sallyport.testkit.postgres.TestCa;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Databases that are not there or not who they say: what they are told, and that calls recover by themselves.
class TargetFaultsIT {

    static Installation installation;
    static TestTenant tenant;
    static TestKey key;

    @BeforeAll
    static void start() {
        installation = SharedInstallation.get();
        tenant = installation.newTenant();
        key = tenant.newKey();
    }

    /// A DSN that trusts another CA than the one of any server here.
    private static String dsn(int port) {
        return "postgresql://someone:" + HostilePostgres.LOGIN + "@localhost:" + port
                + "/shop?sslmode=verify-full&sslrootcert="
                + CustomerDatabase.encode(TestCa.create().certificatePem());
    }

    @Test
    void a_server_that_another_ca_signed_gets_neither_password_nor_proof() {
        try (HostilePostgres server = HostilePostgres.start(Misbehaviour.SILENT_FOR_QUERY, TestCa.create())) {
            // When
            TestKey.Reply reply = key.query(tenant.newIntegration(dsn(server.port()), "query"), "SELECT 1");

            // Then
            SharedInstallation.assertRefused(installation, reply, "target_tls_failed");
            assertThat(server.connections()).isPositive();
            assertThat(server.passwordWasSent()).isFalse();
            assertThat(server.proofWasSent()).isFalse();
            assertThat(new String(server.received(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("someone");
        }
    }

    @Test
    void a_database_that_went_away_is_unreachable_and_serves_again_when_it_is_back() {
        try (EmbeddedPostgres server =
                EmbeddedPostgres.start(PostgresOptions.defaults().withoutDurability())) {
            // Given
            CustomerDatabase database = CustomerDatabase.in(server, "CREATE TABLE t AS SELECT 7 AS x");
            TestTenant.TestIntegration integration = tenant.newIntegration(database.dsn(), "query");
            assertThat(key.query(integration, "SELECT x FROM t").code()).isEqualTo("ok");

            // When
            server.stop();

            // Then
            SharedInstallation.assertRefused(
                    installation, key.query(integration, "SELECT x FROM t"), "target_unreachable");
            server.resume();
            Waiting.until(
                    "the database serves again",
                    () -> key.query(integration, "SELECT x FROM t").code().equals("ok"));
        }
    }
}
