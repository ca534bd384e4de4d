package dev.sallyport.quickstart.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.quickstart.databases.CustomerDatabase;
import dev.sallyport.quickstart.databases.PlatformDatabases;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.process.Children;
import dev.sallyport.quickstart.process.Ports;
import dev.sallyport.quickstart.tls.DevelopmentCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

    private DataFolder data;
    private Children children;
    private KeptSecrets kept;
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        data = DataFolder.lock(folder.resolve("data"));
        children = Children.supervise(data.folder("run"), data.folder("log"));
        kept = new KeptSecrets(data.folder("secrets"));
        Path tls = data.folder("tls");
        Path ca = DevelopmentCa.ensure(tls, "customer", "customer");
        cluster = new Cluster(
                new Cluster.Place(
                        "customer", data.folder("postgres").resolve("customer"), tls, ca, new Ports().claim(0, "test")),
                kept);
        cluster.start(children, PostgresBinaries.unpack(data.folder("postgres")));
        new CustomerDatabase(cluster, kept).ensure();
        new PlatformDatabases(cluster, kept).ensure();
    }

    @AfterAll
    void stop() throws Exception {
        children.close();
        data.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes", "synchronous_commit", "ssl"})
    void what_keeps_data_and_connections_safe_is_on(String setting) throws Exception {
        try (Connection admin = cluster.superuser("postgres")) {
            assertThat(text(admin, "SELECT current_setting('" + setting + "')")).isEqualTo("on");
        }
    }

    @Test
    void a_connection_without_tls_is_refused() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + cluster.place().port() + "/postgres?sslmode=disable",
                        Cluster.SUPERUSER,
                        kept.text(cluster.superuserSecret())))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("pg_hba.conf");
    }

    @Test
    void nobody_comes_in_with_a_wrong_password() {
        assertThatThrownBy(() -> cluster.connect("postgres", Cluster.SUPERUSER, "wrong"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void the_template_of_all_clusters_lets_nobody_in_and_stays_as_it_was_made() throws Exception {
        Path template;
        try (var folders = Files.list(data.root().resolve("postgres"))) {
            template = folders.filter(folder -> folder.getFileName().toString().startsWith("template-"))
                    .findFirst()
                    .orElseThrow();
        }

        assertThat(Files.readAllLines(template.resolve("pg_hba.conf")))
                .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("reject"));
        assertThat(template.resolve("sallyport.conf")).doesNotExist();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(template)))
                .isEqualTo("rwx------");
    }

    @Test
    void the_shops_role_reads_what_it_needs_and_nothing_else() throws Exception {
        try (Connection app = cluster.connect("shop", CustomerDatabase.APPLICATION_ROLE, kept.text("shop_app"))) {
            assertThat(text(app, "SELECT count(*) FROM customers")).isEqualTo("6");
            assertThatThrownBy(() -> text(app, "SELECT count(*) FROM payroll"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> text(app, "DELETE FROM customers RETURNING 1"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> text(app, "CREATE TABLE mine ()")).hasMessageContaining("permission denied");
        }
    }

    @Test
    void the_shops_role_has_no_power_over_the_cluster() throws Exception {
        try (Connection admin = cluster.superuser("postgres")) {
            assertThat(text(admin, """
                    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
                      FROM pg_roles WHERE rolname = 'shop_app'""")).isEqualTo("f");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault_app", "vault_owner"})
    void a_role_of_one_service_does_not_connect_to_the_others_database(String role) throws Exception {
        String word = kept.text(role);

        assertThatThrownBy(() -> cluster.connect("proxy", role, word)).hasMessageContaining("permission denied");
        try (Connection own = cluster.connect("vault", role, word)) {
            assertThat(text(own, "SELECT current_user")).isEqualTo(role);
        }
    }

    @Test
    void ensuring_a_second_time_changes_nothing() throws Exception {
        new CustomerDatabase(cluster, kept).ensure();

        try (Connection admin = cluster.superuser("shop")) {
            assertThat(text(admin, "SELECT count(*) FROM customers")).isEqualTo("6");
        }
    }

    @Test
    void no_file_in_the_data_folder_is_readable_by_others() throws Exception {
        try (var paths = Files.walk(data.root())) {
            List<Path> secret = paths.filter(
                            path -> path.getFileName().toString().endsWith(".key")
                                    || path.startsWith(data.root().resolve("secrets")) && Files.isRegularFile(path))
                    .toList();
            assertThat(secret)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root())))
                .isEqualTo("rwx------");
    }

    private static String text(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
