package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.quickstart.cli.CliFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void write_migrations() throws IOException {
        Files.createDirectory(folder.resolve("db"));
        Files.writeString(folder.resolve("db/1.sql"), "CREATE TABLE t (id bigint PRIMARY KEY);\n");
        Files.writeString(folder.resolve("db/2.sql"), "SELECT 1;\nDROP TABLE t;\n");
        Files.writeString(folder.resolve("db/3.sql"), "CREATE INDEX i ON other (a);\n");
        Files.writeString(folder.resolve("db/notes.txt"), "no SQL");
    }

    private int check(String input, String... words) throws Exception {
        var out = new PrintStream(printed, true, UTF_8);
        return new CheckCommand(new ByteArrayInputStream(input.getBytes(UTF_8)), out).run(List.of(words));
    }

    @Test
    void a_folder_with_a_blocked_statement_fails() throws Exception {
        int code = check("", folder.resolve("db").toString());

        assertThat(code).isEqualTo(1);
        assertThat(printed.toString(UTF_8))
                .contains("db/2.sql:2:1: blocked DDL-001")
                .contains("db/3.sql:1:1: needs approval DDL-010")
                .contains("4 statements: 2 allowed, 1 need approval, 1 blocked")
                .doesNotContain("notes.txt");
    }

    @Test
    void what_needs_approval_fails_only_where_that_is_asked() throws Exception {
        String file = folder.resolve("db/3.sql").toString();

        assertThat(check("", file)).isZero();
        assertThat(check("", "--fail-on", "needs_approval", file)).isEqualTo(1);
    }

    @Test
    void standard_input_is_judged_under_a_policy() throws Exception {
        Path policy = folder.resolve("policy.json");
        Files.writeString(policy, "{\"tables\": {\"allow\": [\"orders\"]}}");

        assertThat(check("SELECT id FROM orders LIMIT 1", "-", "--policy", policy.toString()))
                .isZero();
        assertThat(check("SELECT id FROM users LIMIT 1", "-", "--policy", policy.toString()))
                .isEqualTo(1);
    }

    @Test
    void json_and_sarif_are_written_whole() throws Exception {
        check("SELECT pg_sleep(1)", "-", "--format", "json");
        assertThat(printed.toString(UTF_8))
                .startsWith("{\"decision\":\"BLOCKED\"")
                .endsWith("}\n");
        printed.reset();

        check("SELECT pg_sleep(1)", "-", "--format=sarif");
        assertThat(printed.toString(UTF_8)).contains("\"version\":\"2.1.0\"").contains("\"ruleId\":\"FUNC-007\"");
    }

    @Test
    void a_wrong_policy_is_refused_with_its_place() throws Exception {
        Path policy = folder.resolve("policy.json");
        Files.writeString(policy, "{\"operations\": [\"selekt\"]}");

        assertThatThrownBy(() -> check("SELECT 1", "-", "--policy", policy.toString()))
                .isInstanceOfSatisfying(CliFailure.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(CliFailure.USAGE);
                    assertThat(failure.line()).contains("/operations/0");
                });
    }

    @Test
    void a_missing_file_or_word_is_said_in_one_line() {
        assertThatThrownBy(() -> check("")).isInstanceOf(CliFailure.class);
        assertThatThrownBy(() -> check("", folder.resolve("none.sql").toString()))
                .isInstanceOfSatisfying(
                        CliFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(CliFailure.UNAVAILABLE));
        assertThatThrownBy(() -> check("", "-", "--format", "xml")).isInstanceOf(CliFailure.class);
    }
}
