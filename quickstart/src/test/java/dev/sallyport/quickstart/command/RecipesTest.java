package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands of `docs/recipes`, as far as they run without the services that they are for.
class RecipesTest {

    private static final Path RECIPES = Path.of("..", "docs", "recipes");
    private static final String CHECK = "sallyport/sallyport check ";

    @TempDir
    private Path project;

    @BeforeEach
    void make_a_project() throws Exception {
        Files.createDirectories(project.resolve("db/migrations"));
        Files.writeString(project.resolve("db/migrations/1.sql"), "CREATE TABLE t (id bigint PRIMARY KEY);\n");
        Files.writeString(project.resolve("db/policy.json"), "{\"rules\": {\"DDL-001\": \"blocked\"}}");
    }

    private record Ran(int code, String printed) {}

    /// The `check` command of a recipe, in the project.
    private Ran check(String recipe) throws Exception {
        String line = Files.readAllLines(RECIPES.resolve(recipe)).stream()
                .filter(each -> each.contains(CHECK))
                .findFirst()
                .orElseThrow();
        String command = line.substring(line.indexOf(CHECK) + CHECK.length());
        List<String> words = new ArrayList<>();
        for (String word : command.substring(0, command.indexOf(" > ")).split(" ", -1)) {
            words.add(word.startsWith("db/") ? project.resolve(word).toString() : word);
        }
        var printed = new ByteArrayOutputStream();
        int code = new CheckCommand(new ByteArrayInputStream(new byte[0]), new PrintStream(printed, true, UTF_8))
                .run(words);
        return new Ran(code, printed.toString(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"github-actions.yml", "gitlab-ci.yml"})
    void the_pipelines_pass_a_good_migration_and_fail_a_bad_one(String recipe) throws Exception {
        assertThat(check(recipe).code()).isZero();

        Files.writeString(project.resolve("db/migrations/2.sql"), "DROP TABLE orders;\n");
        Ran ran = check(recipe);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.printed()).contains("DDL-001");
    }

    @Test
    void the_pre_commit_hook_hands_its_files_to_check() throws Exception {
        Path home = Files.createDirectory(project.resolve("home"));
        Path fake = home.resolve("sallyport");
        Files.writeString(fake, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(fake.toFile().setExecutable(true)).isTrue();
        String entry = Files.readAllLines(RECIPES.resolve("pre-commit-hooks.yaml")).stream()
                .filter(line -> line.contains("entry: "))
                .findFirst()
                .orElseThrow();

        Ran ran = shell(entry.substring(entry.indexOf("entry: ") + "entry: ".length()) + " 'a b.sql' c.sql", home);

        assertThat(ran.code()).isZero();
        assertThat(ran.printed().lines()).containsExactly("check", "a b.sql", "c.sql");
    }

    @Test
    void the_shell_recipe_asks_a_proxy_and_fails_when_it_blocks() throws Exception {
        assumeTrue(shell("command -v curl", project).code() == 0, "curl is not here");
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/api/v1/proxy/query", http -> {
            String sql = new String(http.getRequestBody().readAllBytes(), UTF_8);
            asked.add(http.getRequestHeaders().getFirst("X-API-Key") + " "
                    + http.getRequestURI().getQuery() + " " + sql);
            byte[] answer =
                    ("{\"decision\":\"" + (sql.contains("DROP") ? "BLOCKED" : "ALLOWED") + "\"}").getBytes(UTF_8);
            http.sendResponseHeaders(200, answer.length);
            http.getResponseBody().write(answer);
            http.close();
        });
        proxy.start();
        try {
            Files.writeString(project.resolve("key.txt"), "sp_test_key");
            Files.writeString(project.resolve("good.sql"), "SELECT 'it''s \"quoted\"'");
            Files.writeString(project.resolve("bad.sql"), "DROP TABLE t");
            String script =
                    RECIPES.resolve("evaluate.sh").toAbsolutePath().normalize().toString();
            String settings = "PROXY=http://127.0.0.1:" + proxy.getAddress().getPort()
                    + " INTEGRATION=int_1 API_KEY_FILE=key.txt sh '" + script + "' ";

            assertThat(shell(settings + "good.sql", project).code()).isZero();
            assertThat(shell(settings + "good.sql bad.sql", project).code()).isEqualTo(1);

            assertThat(asked).first().isEqualTo("sp_test_key database_id=int_1 SELECT 'it''s \"quoted\"'");
        } finally {
            proxy.stop(0);
        }
    }

    private Ran shell(String command, Path home) throws Exception {
        var builder = new ProcessBuilder("sh", "-c", command)
                .directory(project.toFile())
                .redirectErrorStream(true);
        builder.environment().put("SALLYPORT_HOME", home.toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), printed);
    }
}
