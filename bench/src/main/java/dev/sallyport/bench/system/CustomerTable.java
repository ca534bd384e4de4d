package dev.sallyport.bench.system;

import dev.sallyport.sdk.ClientFile;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// The table that the lookups go to, in the customer's database.
final class CustomerTable {

    /// Rows, with ids from 1 on.
    static final int ROWS = 10_000;

    private CustomerTable() {}

    static void make(RunningStack stack) throws Exception {
        try (Connection admin = connect(stack);
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE TABLE bench_customers (id int PRIMARY KEY, name text, email text, city text)");
            statement.execute("INSERT INTO bench_customers SELECT i, 'Customer number ' || i,"
                    + " 'customer.' || i || '@example.com', 'City ' || i % 100 FROM generate_series(1, " + ROWS
                    + ") i");
            statement.execute("GRANT SELECT ON bench_customers TO shop_app");
            statement.execute("ANALYZE bench_customers");
        }
    }

    /// As the superuser of the customer's cluster.
    static Connection connect(RunningStack stack) throws Exception {
        try (ClientFile file = stack.readClientFile()) {
            var dsn = URI.create(
                    file.member("customer_database").path("admin_dsn").asText().replaceFirst("\\?.*", ""));
            String[] user = dsn.getRawUserInfo().split(":", 2);
            return connect(
                    "jdbc:postgresql://localhost:" + dsn.getPort() + dsn.getPath(),
                    user[0],
                    java.net.URLDecoder.decode(user[1], java.nio.charset.StandardCharsets.UTF_8),
                    stack);
        }
    }

    private static Connection connect(String url, String user, String typed, RunningStack stack) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", typed);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty(
                "sslrootcert", stack.data().resolve("tls/customer-ca.pem").toString());
        return DriverManager.getConnection(url, properties);
    }
}
