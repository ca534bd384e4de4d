package dev.sallyport.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// One running PostgreSQL 18 for a test: own data folder, random port on the loopback address, SCRAM-SHA-256 for
/// everyone (no trust line), TLS as {@link PostgresOptions} says.
///
/// `stop()` and `start()` keep port and data, so that a test can take the database away and give it back. Thread safe
/// except for these two. Closing stops the server and deletes its folder; the JVM's end does so too.
public final class EmbeddedPostgres implements AutoCloseable {

    /// The superuser's name.
    public static final String SUPERUSER = "postgres";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PostgresOptions options;
    private final TestCa ca = TestCa.create();
    private final Path folder;
    private final String superuserSecret = newSecret();
    private int port;
    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

    private EmbeddedPostgres(PostgresOptions options) {
        this.options = options;
        try {
            this.folder = Files.createTempDirectory("sallyport-pg-");
            writeTlsFiles();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a server with {@link PostgresOptions#defaults()}.
    public static EmbeddedPostgres start() {
        return start(PostgresOptions.defaults());
    }

    /// Starts a server.
    public static EmbeddedPostgres start(PostgresOptions options) {
        EmbeddedPostgres postgres = new EmbeddedPostgres(options);
        postgres.resume();
        return postgres;
    }

    /// A durable server with a valid certificate that the whole JVM shares; it ends with the JVM. Tests make
    /// databases and roles of their own in it.
    public static EmbeddedPostgres shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final EmbeddedPostgres SERVER = start();
    }

    /// The port on 127.0.0.1.
    public int port() {
        return port;
    }

    /// The CA that signed the server's certificate (with {@link ServerTls#OTHER_CA}: one that did not).
    public TestCa ca() {
        return ca;
    }

    /// The superuser's password.
    public String superuserSecret() {
        return superuserSecret;
    }

    /// A connection of the superuser to the database `postgres`.
    public Connection superuser() throws SQLException {
        return superuser("postgres");
    }

    /// A connection of the superuser to a database.
    public Connection superuser(String database) throws SQLException {
        return connect(database, SUPERUSER, superuserSecret);
    }

    /// A connection of any role, over TLS where the server has it (the certificate is not checked: this is the test's
    /// own side).
    public Connection connect(String database, String user, String login) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", login);
        properties.setProperty("sslmode", options.tls() == ServerTls.OFF ? "disable" : "require");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /// Runs statements as superuser in a database, each for itself.
    public void run(String database, String... statements) {
        try (Connection connection = superuser(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("set-up statement failed: " + e.getMessage(), e);
        }
    }

    /// Makes a database with a random name that starts with the prefix, and returns the name.
    public String newDatabase(String prefix) {
        String name = prefix + "_" + HexFormat.of().formatHex(randomBytes(5));
        run("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /// Makes a login role with a random name that starts with the prefix.
    public Role newRole(String prefix) {
        Role role = new Role(prefix + "_" + HexFormat.of().formatHex(randomBytes(5)), newSecret());
        run("postgres", "CREATE ROLE " + role.name() + " LOGIN PASSWORD '" + role.secret() + "'");
        return role;
    }

    /// A login role of a test and its password (32 hexadecimal digits).
    public static final class Role {

        private final String name;
        private final String login;

        private Role(String name, String login) {
            this.name = name;
            this.login = login;
        }

        public String name() {
            return name;
        }

        /// The role's password.
        public String secret() {
            return login;
        }

        @Override
        public String toString() {
            return "Role[" + name + "]";
        }
    }

    /// Ends the server as `pg_ctl stop -m immediate` would: connections break, the data stays.
    public void stop() {
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres running = server;
        server = null;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Starts the server again on the same port and data.
    public void resume() {
        try {
            server = builder().start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        deleteFolder();
    }

    private io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder builder() throws IOException {
        Path superuserFile = folder.resolve("pwfile");
        Files.writeString(superuserFile, superuserSecret);
        var builder = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data").toFile())
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("pwfile", superuserFile.toString())
                .setLocaleConfig("auth", "scram-sha-256")
                .setConnectConfig("password", superuserSecret)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("fsync", onOff(options.durable()))
                .setServerConfig("synchronous_commit", onOff(options.durable()))
                .setServerConfig("max_connections", "200")
                .setServerConfig("ssl", onOff(options.tls() != ServerTls.OFF));
        if (port != 0) {
            builder.setPort(port);
        }
        if (options.tls() != ServerTls.OFF) {
            builder.setServerConfig(
                            "ssl_cert_file", folder.resolve("server.crt").toString())
                    .setServerConfig(
                            "ssl_key_file", folder.resolve("server.key").toString())
                    .setConnectConfig("sslmode", "require");
        }
        options.settings().forEach(builder::setServerConfig);
        return builder;
    }

    private void writeTlsFiles() throws IOException {
        List<String> names =
                options.tls() == ServerTls.WRONG_NAME ? List.of("elsewhere.example") : List.of("localhost");
        List<String> addresses = options.tls() == ServerTls.WRONG_NAME ? List.of() : List.of("127.0.0.1", "::1");
        Duration validFor = options.tls() == ServerTls.EXPIRED ? Duration.ofHours(-1) : Duration.ofDays(30);
        TestCa issuer = options.tls() == ServerTls.OTHER_CA ? TestCa.create() : ca;
        TestCa.Issued issued = issuer.issue(names, addresses, validFor);
        Files.writeString(folder.resolve("server.crt"), issued.certificatePem());
        Path key = folder.resolve("server.key");
        Files.writeString(key, issued.privateKeyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private void deleteFolder() {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String newSecret() {
        return HexFormat.of().formatHex(randomBytes(16));
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
