package dev.sallyport.quickstart.postgres;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.process.Child;
import dev.sallyport.quickstart.process.Children;
import dev.sallyport.quickstart.process.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// A PostgreSQL cluster of this stack: every connection is TLS with SCRAM, every commit is on disk. Nobody comes
/// in without a password, on no socket, the superuser included.
public final class Cluster {

    /// The superuser of a cluster of this stack.
    public static final String SUPERUSER = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final String INITIALIZED = "sallyport.initialized";

    private final Place place;
    private final KeptSecrets kept;

    /// Where a cluster lies and what it is called.
    ///
    /// @param name names its folder, its log and its superuser's password
    /// @param data folder of its own
    /// @param tls folder with `NAME.pem` and `NAME.key`
    /// @param ca authority of its certificate
    /// @param port on the loopback interface
    public record Place(String name, Path data, Path tls, Path ca, int port) {}

    public Cluster(Place place, KeptSecrets kept) {
        this.place = place;
        this.kept = kept;
    }

    public Place place() {
        return place;
    }

    /// Initializes the cluster where this is its first start, starts it, and returns once it answers.
    public Child start(Children children, PostgresBinaries programs) throws IOException, InterruptedException {
        if (!Files.exists(place.data().resolve(INITIALIZED))) {
            initialize(programs);
        }
        Files.writeString(place.data().resolve("sallyport.conf"), settings());
        var command = new ArrayList<>(programs.command("postgres"));
        command.addAll(List.of("-D", place.data().toString(), "-c", "cluster_name=" + children.nonce()));
        Child postmaster = children.start("postgres-" + place.name(), Kind.POSTGRES, command);
        awaitAnswer(postmaster);
        return postmaster;
    }

    /// A connection as the superuser.
    public Connection superuser(String database) throws SQLException, IOException {
        return connect(database, SUPERUSER, kept.text(superuserSecret()));
    }

    /// The name under which the superuser's password is kept.
    public String superuserSecret() {
        return "postgres-" + place.name() + "-" + SUPERUSER;
    }

    /// A connection as `role`, whose password the driver insists on having as a text.
    public Connection connect(String database, String role, String typed) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", typed);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", place.ca().toString());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        // A driver that is asked directly gives null only for an address that is not its own.
        return requireNonNull(new org.postgresql.Driver()
                .connect("jdbc:postgresql://localhost:" + place.port() + "/" + database, properties));
    }

    private void initialize(PostgresBinaries programs) throws IOException, InterruptedException {
        DataFolder.delete(place.data());
        TemplateCluster template = TemplateCluster.ensure(programs);
        template.copy(place.data());
        try (Secret drawn = kept.get(superuserSecret())) {
            template.giveSuperuser(drawn, place.data());
        }
        Files.writeString(
                place.data().resolve("postgresql.conf"),
                "\ninclude 'sallyport.conf'\n",
                java.nio.file.StandardOpenOption.APPEND);
        Files.writeString(place.data().resolve("pg_hba.conf"), """
                # No socket, no trust, no plaintext.
                hostssl all all 127.0.0.1/32 scram-sha-256
                hostssl all all ::1/128 scram-sha-256
                """);
        template.flush(place.data());
        Files.writeString(place.data().resolve(INITIALIZED), "");
    }

    private String settings() {
        return """
                listen_addresses = 'localhost'
                port = %d
                unix_socket_directories = ''
                ssl = on
                ssl_cert_file = '%s'
                ssl_key_file = '%s'
                ssl_min_protocol_version = 'TLSv1.3'
                password_encryption = 'scram-sha-256'
                fsync = on
                full_page_writes = on
                synchronous_commit = on
                max_connections = 100
                shared_buffers = '32MB'
                # A statement may carry values: the log never repeats one.
                log_statement = 'none'
                log_min_error_statement = 'panic'
                log_line_prefix = '%%m [%%p] '
                """.formatted(
                        place.port(),
                        place.tls().resolve(place.name() + ".pem"),
                        place.tls().resolve(place.name() + ".key"));
    }

    private void awaitAnswer(Child postmaster) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            postmaster.requireAlive();
            try (Connection _ = superuser("postgres")) {
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw CliFailure.failed("the " + place.name() + " database does not answer: " + e.getMessage(), e);
                }
            }
            Thread.sleep(50);
        }
    }
}
