package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.service.audit.AuditLocks;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A change overtakes a call between its permission and its connection: the call waits for its audit event while the
/// pool is closed, and then opens that pool again.
class RotationRaceIT {

    Installation installation;
    CustomerDatabase shop;
    CustomerDatabase rotated;
    TestTenant tenant;
    TestKey key;
    TestTenant.TestIntegration integration;

    @BeforeEach
    void start() {
        // No pool is closed for being idle while this runs.
        installation = Installation.start(Map.of("sallyport.target.idle-timeout", "10m"));
        shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE orders (id bigint PRIMARY KEY, by_whom text DEFAULT current_user)");
        EmbeddedPostgres.Role second = shop.server().newRole("shop_second");
        shop.server().run(shop.name(), "GRANT SELECT, INSERT ON orders TO " + second.name());
        rotated = new CustomerDatabase(shop.server(), shop.name(), second);
        tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query", "execute");
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    private void rotate() {
        integration.put(
                2,
                rotated.dsn(),
                grant -> TestTenant.observed(grant.put("allowed_operations", new JsonArray().add("execute"))));
        installation.vault.announce(
                "credential", integration.credential().value(), tenant.id().value());
    }

    private void revoke() {
        String id = integration.id().value();
        installation.vault.put("integration", id, installation.vault.grant(id), null, "revoked");
        installation.vault.announce(
                "credential", integration.credential().value(), tenant.id().value());
    }

    /// The version that the proxy would use now, 0 for none.
    private long versionInForce() {
        return Waiting.on(installation.house.grants.directory().integration(integration.id()))
                .map(grant -> installation.house.opener.key(grant).version())
                .orElse(0L);
    }

    private boolean isClosed() {
        return shop.connections() == 0 && installation.house.pools.size() == 0;
    }

    private boolean isWaitingForItsAuditEvent() {
        return !SharedInstallation.look(
                        installation,
                        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory'"
                                + " AND mode = 'ShareLock' AND NOT granted AND datname = current_database()")
                .equals("0");
    }

    /// An insert whose audit event cannot be written until the change is in force and the old pool closed.
    private TestKey.Reply insertOvertakenBy(Runnable change, long versionAfterwards) throws SQLException {
        CompletableFuture<TestKey.Reply> call;
        try (Connection blocker = installation.postgres.superuser(installation.proxyDatabase);
                Statement lock = blocker.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(" + AuditLocks.BARRIER + ")");
            call = CompletableFuture.supplyAsync(() -> key.execute(integration, "INSERT INTO orders (id) VALUES (1)"));
            Waiting.until("the call waits for its audit event", this::isWaitingForItsAuditEvent);
            change.run();
            Waiting.until(
                    "the change is in force and the old pool closed",
                    Duration.ofSeconds(3),
                    () -> versionInForce() == versionAfterwards && isClosed());
        }
        return call.join();
    }

    @Test
    void a_call_that_a_rotation_overtakes_leaves_no_pool_of_the_old_version_behind() throws SQLException {
        // When
        TestKey.Reply reply = insertOvertakenBy(this::rotate, 2);
        // Then
        assertThat(reply.code()).as(reply.text()).isEqualTo("ok");
        assertThat(shop.look("SELECT string_agg(by_whom, ',') FROM orders"))
                .isEqualTo(rotated.role().name());
        assertThat(installation.house.pools.size()).isEqualTo(1);
        Waiting.until("the old role has no connection", Duration.ofSeconds(5), () -> shop.connections() == 0);
        SharedInstallation.assertNoOpenTransaction(rotated);
    }

    @Test
    void a_call_that_a_revocation_overtakes_leaves_no_pool_behind() throws SQLException {
        // When
        TestKey.Reply reply = insertOvertakenBy(this::revoke, 0);
        // Then
        SharedInstallation.assertRefused(installation, reply, "integration_not_found");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
        assertThat(installation.house.pools.size()).isZero();
        Waiting.until("the role has no connection", Duration.ofSeconds(5), () -> shop.connections() == 0);
    }
}
