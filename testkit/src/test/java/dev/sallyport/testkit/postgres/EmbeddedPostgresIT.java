package dev.sallyport.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class EmbeddedPostgresIT {

    @Test
    void a_server_is_durable_and_speaks_tls_and_refuses_a_login_without_a_password() throws SQLException {
        EmbeddedPostgres postgres = EmbeddedPostgres.shared();

        assertThat(text(postgres, "SHOW fsync")).isEqualTo("on");
        assertThat(text(postgres, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(text(postgres, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                .isEqualTo("true");
        assertThat(text(postgres, "SELECT count(*)::text FROM pg_hba_file_rules WHERE auth_method = 'trust'"))
                .isEqualTo("0");
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + postgres.port()
                                + "/postgres?user=postgres&password=wrong")
                        .close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void data_and_port_survive_a_stop() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            // Given
            postgres.run("postgres", "CREATE TABLE kept (v int)", "INSERT INTO kept VALUES (7)");
            int port = postgres.port();

            // When
            postgres.stop();
            assertThatThrownBy(() -> postgres.superuser().close()).isInstanceOf(SQLException.class);
            postgres.resume();

            // Then
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(text(postgres, "SELECT v::text FROM kept")).isEqualTo("7");
        }
    }

    private static String text(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
