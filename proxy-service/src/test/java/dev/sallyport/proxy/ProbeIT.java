package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.testkit.hostile.HostilePostgres;
import dev.sallyport.testkit.hostile.Misbehaviour;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import dev.sallyport.testkit.postgres.PostgresOptions;
import dev.sallyport.testkit.postgres.ServerTls;
import dev.sallyport.testkit.postgres.TestCa;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The risk report that a sealed DSN gets: every privilege that a role should not have is found, by its own finding.
class ProbeIT {

    static Installation installation;
    static TestTenant tenant;
    static EmbeddedPostgres server;
    static String database;

    @BeforeAll
    static void start() {
        installation = SharedInstallation.get();
        tenant = installation.newTenant();
        server = EmbeddedPostgres.shared();
        database = server.newDatabase("probed");
        server.run(database, "CREATE TABLE orders (id int)", "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    }

    private static JsonObject probe(String dsn) {
        CredentialId credential = CredentialId.next();
        byte[] record =
                tenant.seal(credential, 1, "database_dsn", dsn.getBytes(UTF_8)).toBytes();
        HttpResponse<String> answer = installation.internal(
                "/internal/v1/probe",
                new JsonObject()
                        .put("tenant_id", tenant.id().value())
                        .put("credential_id", credential.value())
                        .put("version", 1)
                        .put("record", KeyCeremony.base64(record)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(HostilePostgres.LOGIN, server.superuserSecret());
        return new JsonObject(answer.body());
    }

    private static String dsn(String user, String word) {
        return "postgresql://" + user + ":" + word + "@localhost:" + server.port() + "/" + database
                + "?sslmode=verify-full&sslrootcert="
                + CustomerDatabase.encode(server.ca().certificatePem());
    }

    private static Set<String> findings(JsonObject report) {
        assertThat(report.getBoolean("logs_in")).as(report.encode()).isTrue();
        Set<String> codes = new TreeSet<>();
        report.getJsonArray("findings").forEach(finding -> codes.add(((JsonObject) finding).getString("code")));
        return codes;
    }

    private static Set<String> findingsOf(String... grants) {
        EmbeddedPostgres.Role role = server.newRole("probed");
        for (String grant : grants) {
            server.run(database, grant.replace("ROLE_NAME", role.name()));
        }
        return findings(probe(dsn(role.name(), role.secret())));
    }

    @Test
    void a_role_that_may_only_read_has_no_finding() {
        assertThat(findingsOf("GRANT USAGE ON SCHEMA public TO ROLE_NAME", "GRANT SELECT ON orders TO ROLE_NAME"))
                .isEmpty();
    }

    @Test
    void every_privilege_has_a_finding_of_its_own() {
        Map<String, String> privileges = Map.ofEntries(
                Map.entry("superuser", "ALTER ROLE ROLE_NAME SUPERUSER"),
                Map.entry("bypasses_row_security", "ALTER ROLE ROLE_NAME BYPASSRLS"),
                Map.entry("replication", "ALTER ROLE ROLE_NAME REPLICATION"),
                Map.entry("creates_roles", "ALTER ROLE ROLE_NAME CREATEROLE"),
                Map.entry("creates_databases", "ALTER ROLE ROLE_NAME CREATEDB"),
                Map.entry("reads_server_files", "GRANT pg_read_server_files TO ROLE_NAME"),
                Map.entry("writes_server_files", "GRANT pg_write_server_files TO ROLE_NAME"),
                Map.entry("runs_server_programs", "GRANT pg_execute_server_program TO ROLE_NAME"),
                Map.entry("creates_in_database", "GRANT CREATE ON DATABASE " + database + " TO ROLE_NAME"),
                Map.entry("creates_in_schema", "GRANT CREATE ON SCHEMA public TO ROLE_NAME"),
                Map.entry("truncates_tables", "GRANT TRUNCATE ON orders TO ROLE_NAME"),
                Map.entry("writes_tables", "GRANT UPDATE ON orders TO ROLE_NAME"));
        privileges.forEach(
                (finding, grant) -> assertThat(findingsOf(grant)).as(grant).contains(finding));
        for (String finding : List.of("bypasses_row_security", "replication", "creates_databases", "writes_tables")) {
            assertThat(findingsOf(requireNonNull(privileges.get(finding)))).containsExactly(finding);
        }
    }

    @Test
    void an_owner_is_found() {
        assertThat(findingsOf("CREATE TABLE theirs (id int)", "ALTER TABLE theirs OWNER TO ROLE_NAME"))
                .contains("owns_tables");
        EmbeddedPostgres.Role owner = server.newRole("owner");
        String own = server.newDatabase("owned");
        server.run("postgres", "ALTER DATABASE " + own + " OWNER TO " + owner.name());
        assertThat(findings(probe(dsn(owner.name(), owner.secret()).replace("/" + database + "?", "/" + own + "?"))))
                .contains("owns_database");
    }

    @Test
    void a_short_password_is_found() {
        assertThat(findingsOf("SELECT 1")).doesNotContain("short_password");
        server.run(
                database,
                "CREATE ROLE nineteen LOGIN PASSWORD 'nineteen_letters_19'",
                "CREATE ROLE twenty LOGIN PASSWORD 'twenty_letters_are20'");
        assertThat(findings(probe(dsn("nineteen", "nineteen_letters_19")))).containsExactly("short_password");
        assertThat(findings(probe(dsn("twenty", "twenty_letters_are20")))).isEmpty();
    }

    @Test
    void a_server_without_tls_is_not_logged_in_to() {
        try (EmbeddedPostgres open = EmbeddedPostgres.start(
                PostgresOptions.defaults().withTls(ServerTls.OFF).withoutDurability())) {
            String verified = dsn(EmbeddedPostgres.SUPERUSER, open.superuserSecret())
                    .replace(":" + server.port() + "/" + database, ":" + open.port() + "/postgres");
            assertThat(probe(verified).encode())
                    .contains("\"logs_in\":false")
                    .contains("\"error_code\":\"target_tls_failed\"");
            String disabled = verified.substring(0, verified.indexOf('?')) + "?sslmode=disable";
            assertThat(probe(disabled).encode()).contains("\"reachable\":false").contains("\"logs_in\":false");
            assertThat(Integer.parseInt(connections(open))).isZero();
        }
    }

    private static String connections(EmbeddedPostgres open) {
        try (var connection = open.superuser("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sallyport'")) {
            rows.next();
            return rows.getString(1);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_wrong_password_is_a_refused_login() {
        EmbeddedPostgres.Role role = server.newRole("probed");
        assertThat(probe(dsn(role.name(), "not_its_password_at_all")).getString("error_code"))
                .isEqualTo("target_auth_failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_AUTHENTICATION", "SCRAM_WRONG_SIGNATURE", "SCRAM_FOREIGN_NONCE", "SCRAM_MANY_ITERATIONS"})
    void a_server_that_does_not_prove_itself_is_called_by_its_fault(Misbehaviour misbehaviour) {
        TestCa ca = TestCa.create();
        try (HostilePostgres hostile = HostilePostgres.start(misbehaviour, ca)) {
            JsonObject report = probe("postgresql://app:" + HostilePostgres.LOGIN + "@localhost:" + hostile.port()
                    + "/db?sslrootcert=" + CustomerDatabase.encode(ca.certificatePem()));
            assertThat(report.getBoolean("logs_in")).isFalse();
            assertThat(report.getString("error_code")).isEqualTo("target_protocol_failed");
            assertThat(hostile.passwordWasSent()).isFalse();
        }
    }
}
