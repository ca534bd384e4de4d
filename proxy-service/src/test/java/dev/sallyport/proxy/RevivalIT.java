package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody who writes to the vault's database, or puts a backup of it back, brings nothing to life that was ended.
class RevivalIT {

    Installation installation;
    CustomerDatabase shop;
    TestTenant tenant;
    TestKey key;
    TestTenant.TestIntegration integration;

    @BeforeEach
    void start() {
        installation = Installation.start(Map.of("sallyport.vault.silence", "2s"), EmbeddedPostgres.shared());
        shop = CustomerDatabase.in(EmbeddedPostgres.shared(), "CREATE TABLE orders (id bigint PRIMARY KEY)");
        tenant = installation.newTenant();
        key = tenant.newKey();
        integration = tenant.newIntegration(shop.dsn(), TestTenant::observed, "query", "execute");
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");
    }

    @AfterEach
    void stop() {
        installation.close();
    }

    @Test
    void a_state_set_beside_the_signed_bytes_revives_nothing() {
        // Given
        TestKey revoked = tenant.newKey();
        TestTenant.TestIntegration ended = tenant.newIntegration(shop.dsn(), TestTenant::observed, "execute");
        end("api_key", revoked.id().value(), "revoked");
        end("integration", ended.id().value(), "revoked");

        // When
        installation.vault.tamperState(revoked.id().value(), "active");
        installation.vault.tamperState(ended.id().value(), "active");
        forgetAll();

        // Then
        refused(revoked.execute(integration, "INSERT INTO orders VALUES (1)"), "unauthenticated");
        refused(key.execute(ended, "INSERT INTO orders VALUES (2)"), "integration_not_found");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void an_older_row_of_something_revoked_is_refused_even_if_the_revocation_was_never_fetched() {
        // Given
        TestKey revoked = tenant.newKey();
        TestTenant.TestIntegration ended = tenant.newIntegration(shop.dsn(), TestTenant::observed, "execute");
        TestVault.Backup before = installation.vault.backup();
        end("api_key", revoked.id().value(), "revoked");
        end("integration", ended.id().value(), "revoked");

        // When
        long noted = installation.vault.backup().seq();
        Waiting.until("the revocations are noted", () -> highest() >= noted);
        installation.vault.tamperRows(before);
        forgetAll();

        // Then
        refused(revoked.execute(integration, "INSERT INTO orders VALUES (1)"), "grants_unavailable");
        refused(key.execute(ended, "INSERT INTO orders VALUES (2)"), "grants_unavailable");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
        assertThat(key.query(integration, "SELECT 1").code()).isEqualTo("ok");
    }

    @Test
    void a_lockdown_is_signed_and_its_row_cannot_be_put_back() {
        // Given
        TestVault.Backup before = installation.vault.backup();
        end("tenant", tenant.id().value(), "locked");
        Waiting.until(
                "locked",
                Duration.ofSeconds(2),
                () -> key.query(integration, "SELECT 1").httpStatus() == 401);

        // When
        installation.vault.tamperState(tenant.id().value(), "active");
        forgetAll();
        TestKey.Reply edited = key.execute(integration, "INSERT INTO orders VALUES (1)");
        installation.vault.tamperRows(before);
        forgetAll();
        TestKey.Reply putBack = key.execute(integration, "INSERT INTO orders VALUES (2)");

        // Then
        refused(edited, "unauthenticated");
        refused(putBack, "grants_unavailable");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void a_grant_without_a_signed_state_is_refused() {
        // Given
        String id = integration.id().value();
        JsonObject stateless = installation.vault.grant(id);
        stateless.remove("state");

        // When
        installation.vault.tamper(id, stateless, installation.vault.record(id));
        forgetAll();

        // Then
        refused(key.query(integration, "SELECT 1"), "grants_unavailable");
    }

    @Test
    void a_vault_put_back_to_a_backup_is_noticed_and_revocations_after_it_count() {
        // Given
        TestKey victim = tenant.newKey();
        TestVault.Backup backup = installation.vault.backup();
        for (int i = 0; i < 20; i++) {
            installation.vault.announce("policy", "pol_changed", tenant.id().value());
        }
        long last = installation.vault.backup().seq();
        Waiting.until(
                "the changes are heard",
                () -> installation.house.grants.stream().isAlive());
        assertThat(victim.query(integration, "SELECT 1").code()).isEqualTo("ok");
        int fetches = installation.vault.fetches();

        // When
        installation.vault.restore(backup);
        Waiting.until(
                "cached grants are dropped",
                Duration.ofSeconds(5),
                () -> victim.query(integration, "SELECT 1").code().equals("ok")
                        && installation.vault.fetches() > fetches);
        end("api_key", victim.id().value(), "revoked");

        // Then
        assertThat(installation.vault.backup().seq()).isLessThan(last);
        Waiting.until(
                "the revocation is in force",
                Duration.ofSeconds(3),
                () -> victim.query(integration, "SELECT 1").httpStatus() == 401);
    }

    private void end(String kind, String id, String state) {
        installation.vault.put(kind, id, installation.vault.grant(id), null, state);
    }

    /// What an attacker has to wait for otherwise: the proxy asks the vault anew.
    private void forgetAll() {
        int before = installation.vault.fetches();
        installation.vault.announce("a_kind_of_later", "x", tenant.id().value());
        TestKey probe = tenant.newKey(grant -> grant.put("scopes", new JsonArray()));
        Waiting.until(
                "the proxy has heard of it",
                () -> probe.query(integration, "SELECT 1").httpStatus() >= 400
                        && installation.vault.fetches() > before
                        && highest() >= installation.vault.backup().seq());
    }

    private long highest() {
        try (Connection connection = installation.postgres.superuser(installation.proxyDatabase);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(issued_seq), 0) FROM proxy.seen_seq")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(TestKey.Reply reply, String code) {
        SharedInstallation.assertRefused(installation, reply, code);
    }
}
