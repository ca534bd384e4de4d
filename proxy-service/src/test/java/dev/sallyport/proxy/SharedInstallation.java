package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/// One installation for all tests of this JVM that change nothing of it; it ends with the JVM. Tests make tenants,
/// keys and databases of their own in it.
final class SharedInstallation {

    private SharedInstallation() {}

    private static final class Holder {
        private static final Installation INSTALLATION =
                Installation.start(Map.of("sallyport.target.connect-timeout", "3s"));
    }

    static Installation get() {
        return Holder.INSTALLATION;
    }

    /// A customer's database with fifty orders.
    static CustomerDatabase newShop(String... more) {
        CustomerDatabase shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL)",
                "INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 50) n");
        shop.server().run(shop.name(), more);
        return shop;
    }

    /// The answer has this code and an audit event that says how the call ended.
    static void assertRefused(Installation installation, TestKey.Reply reply, String code) {
        assertThat(reply.code()).as(reply.json().encode()).isEqualTo(code);
        assertAudited(installation, reply);
    }

    static void assertAudited(Installation installation, TestKey.Reply reply) {
        String event = reply.json().getJsonObject("meta").getString("audit_event_id");
        assertThat(concluded(installation, event))
                .as("audit events of " + reply.json().encode())
                .isEqualTo(1);
    }

    /// One value of the proxy's own database.
    static String look(Installation installation, String sql) {
        try (Connection connection = installation.postgres.superuser(installation.proxyDatabase);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int concluded(Installation installation, String event) {
        try (Connection connection = installation.postgres.superuser(installation.proxyDatabase);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM audit.event WHERE event_id = '" + event + "' AND stage = 2")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// No connection of the database's role stays in a transaction.
    static void assertNoOpenTransaction(CustomerDatabase database) {
        Waiting.until(
                "no transaction is left open",
                () -> database.look("SELECT count(*) FROM pg_stat_activity" + " WHERE usename = '"
                                + database.role().name() + "' AND state <> 'idle'")
                        .equals("0"));
    }
}
