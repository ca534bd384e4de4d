package dev.sallyport.quickstart.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The shell scripts that people run, as macOS would: POSIX sh or bash 3.2, and the tools of BSD. The launcher runs
/// in a tree of its own, with a build and a JDK that only say what they were asked.
@DisabledOnOs(OS.WINDOWS)
class ScriptsTest {

    private static final Path ROOT = Path.of("..");

    /// What bash 3.2 or the tools of macOS do not know, or know as something else.
    private static final List<String> NOT_EVERYWHERE = List.of(
            "\\breadlink\\s+-\\w*f",
            "\\brealpath\\b",
            "\\bsed\\s+(-\\w*[ir]\\b|--)",
            "\\bsed\\b[^|;]*\\\\[+?|]",
            "\\bstat\\s+-",
            "\\bdate\\s+(-d|--|\\+\\S*%N)",
            "\\b(sha\\d+|md5)sum\\b",
            "\\bmktemp\\s+(-\\w*[tp]|--)",
            "\\bmktemp\\s*(\\)|$|-d\\s*(\\)|$))",
            "\\bgrep\\s+-\\w*P",
            "\\bsort\\s+-\\w*V",
            "\\bfind\\b.*\\s-(printf|quit|readable|executable|regextype)\\b",
            "\\bxargs\\s+(-\\w*[rd]|--)",
            "\\b(head|tail)\\s+-n\\s*-\\d",
            "\\b(nproc|tac|timeout|setsid|flock|shuf|numfmt)\\s",
            "\\bcp\\s+-\\w*[tu]",
            "\\becho\\s+-[en]",
            "\\b(declare|typeset)\\s+-\\w*[An]",
            "\\b(mapfile|readarray|coproc)\\b",
            "\\$\\{\\w+(\\^|,|@)",
            "&>|\\|&|;;&|;&",
            "\\bwait\\s+-n");

    private static final String BUILD = """
            #!/bin/sh
            echo '[INFO] Building Sallyport :: crypto                    [1/2]'
            sleep 1.2
            %s
            mkdir -p "$(dirname "$0")/quickstart/target"
            """;
    private static final String JAVA = """
            #!/bin/sh
            for word in "$@"; do printf '<%s>\\n' "$word"; done
            """;

    @TempDir
    private Path above;

    private Path tree = Path.of("");

    private record Ran(int code, String printed) {}

    @BeforeEach
    void make_a_tree() throws IOException {
        tree = Files.createDirectories(above.resolve("a tree"));
        Files.copy(ROOT.resolve("sallyport"), tree.resolve("sallyport"));
        write(".mvn/find-jdk.sh", "JAVA_HOME=\"$root/jdk\"\n");
        write("jdk/bin/java", JAVA);
        write("quickstart/src/main/java/A.java", "");
        write("mvnw", BUILD.formatted(":"));
    }

    static Stream<String> scripts() throws IOException {
        try (Stream<Path> recipes = Files.list(ROOT.resolve("docs/recipes"))) {
            return Stream.concat(
                    Stream.of("sallyport", ".mvn/find-jdk.sh"),
                    recipes.map(Path::getFileName)
                            .map(Path::toString)
                            .filter(name -> name.endsWith(".sh"))
                            .map(name -> "docs/recipes/" + name))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void every_shell_reads_it(String script) throws Exception {
        for (String shell : List.of("sh", "dash", "bash")) {
            if (Files.isExecutable(Path.of("/bin", shell))) {
                var ran = run(ROOT, Map.of(), shell, "-n", script);

                assertThat(ran).as(shell).isEqualTo(new Ran(0, ""));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void it_asks_no_tool_for_what_only_one_system_has(String script) throws IOException {
        var found = new ArrayList<String>();
        for (String line : Files.readAllLines(ROOT.resolve(script))) {
            for (String pattern : NOT_EVERYWHERE) {
                if (!line.strip().startsWith("#")
                        && Pattern.compile(pattern).matcher(line).find()) {
                    found.add(pattern + " in " + line.strip());
                }
            }
        }

        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash"})
    void the_launcher_builds_once_and_starts_with_every_argument_as_it_came(String shell) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin", shell)));

        var first = run(tree, Map.of(), shell, "sallyport", "call", "query", "SELECT 'a  b'", "");
        var second = run(tree, Map.of(), shell, "sallyport", "call", "open");

        assertThat(first.printed())
                .contains("sallyport: building", "  [1/2] Sallyport :: crypto\n", "<SELECT 'a  b'>\n<>\n");
        assertThat(first.code()).isZero();
        assertThat(second.printed()).doesNotContain("building").endsWith("<call>\n<open>\n");
    }

    @Test
    void a_build_is_trained_once_before_the_first_start() throws Exception {
        var first = run(tree, Map.of(), "sh", "sallyport", "up", "--data", "d");
        var second = run(tree, Map.of(), "sh", "sallyport", "up", "--data", "d");
        write("quickstart/target/quickstart.jar", "");
        var rebuilt = run(tree, Map.of(), "sh", "sallyport", "up", "--data", "d");

        assertThat(first.printed()).containsSubsequence("<train>\n", "<up>\n<--data>\n<d>\n");
        assertThat(second.printed()).contains("<up>").doesNotContain("<train>");
        assertThat(rebuilt.printed()).containsSubsequence("<train>\n", "<up>\n");
    }

    @Test
    void a_training_that_fails_does_not_keep_anybody_from_starting() throws Exception {
        write("jdk/bin/java", JAVA + "case \"$*\" in *train) exit 1 ;; esac\n");

        var ran = run(tree, Map.of(), "sh", "sallyport", "up");

        assertThat(ran.printed()).containsSubsequence("<train>\n", "going on without", "<up>\n");
        assertThat(ran.code()).isZero();
    }

    @Test
    void the_launcher_finds_itself_from_elsewhere_whatever_cdpath_says() throws Exception {
        var decoy = Files.createDirectories(above.resolve("decoy/a tree")).getParent();

        var ran = run(above, Map.of("CDPATH", decoy + ":" + above), "sh", "a tree/sallyport", "check", "-");

        assertThat(ran.printed()).contains("-Dsallyport.root=" + tree.toRealPath());
        assertThat(ran.code()).isZero();
    }

    @Test
    void a_build_that_fails_without_a_word_of_maven_shows_its_end() throws Exception {
        write("mvnw", BUILD.formatted("echo 'no space left on device'; exit 1"));

        var ran = run(tree, Map.of(), "sh", "sallyport", "check", "-");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.printed())
                .contains("no space left on device", "the build failed")
                .doesNotContain("<check>");
    }

    @Test
    void bytes_that_are_no_text_do_not_end_the_launcher() throws Exception {
        write("mvnw", BUILD.formatted("printf '\\377\\376\\n'"));

        var ran = run(tree, Map.of("LC_ALL", "C.UTF-8"), "sh", "sallyport", "check", "-");

        assertThat(ran.code()).isZero();
        assertThat(ran.printed()).contains("<check>");
    }

    @Test
    void the_jdk_behind_links_of_links_is_found_without_help_of_readlink() throws Exception {
        write("jdks/25/release", "JAVA_VERSION=\"25.0.1\"\n");
        write("jdks/25/bin/java", JAVA);
        write("jdks/25/bin/javac", JAVA);
        Files.createDirectories(tree.resolve("links"));
        Files.createSymbolicLink(tree.resolve("links/one"), Path.of("../jdks/25/bin/javac"));
        Files.createSymbolicLink(tree.resolve("links/javac"), tree.resolve("links/one"));
        var path = tree.resolve("links") + ":" + System.getenv("PATH");

        var ran = run(
                ROOT,
                Map.of("PATH", path, "JAVA_HOME", ""),
                "sh",
                "-c",
                "readlink() { [ \"$1\" != -f ] && command readlink \"$@\"; }; . ./.mvn/find-jdk.sh; cd -P \"$JAVA_HOME\"; pwd -P");

        assertThat(ran).isEqualTo(new Ran(0, tree.toRealPath().resolve("jdks/25") + "\n"));
    }

    private void write(String file, String text) throws IOException {
        var path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }

    private static Ran run(Path folder, Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), printed);
    }
}
