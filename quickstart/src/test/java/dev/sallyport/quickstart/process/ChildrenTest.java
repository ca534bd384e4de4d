package dev.sallyport.quickstart.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void closing_ends_every_child_and_removes_its_pid_file() throws Exception {
        Child service;
        try (var children = Children.supervise(folder, folder)) {
            service = children.start("service", Kind.SERVICE, Launcher.sleeping(children));
            assertThat(folder.resolve("service.pid")).exists();
        }

        assertThat(service.isAlive()).isFalse();
        assertThat(folder.resolve("service.pid")).doesNotExist();
    }

    @Test
    void the_reaper_ends_the_children_of_a_killed_launcher() throws Exception {
        var launcher = launch();
        List<ProcessHandle> children = childrenOf(launcher);

        launcher.destroyForcibly().waitFor();

        assertThat(children).allSatisfy(ChildrenTest::ends);
    }

    @Test
    void the_next_start_ends_what_a_killed_launcher_and_reaper_left() throws Exception {
        var launcher = launch();
        List<ProcessHandle> children = childrenOf(launcher);
        launcher.descendants()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch("sallyport-reaper"::equals))
                .forEach(ProcessHandle::destroyForcibly);
        launcher.destroyForcibly().waitFor();
        assertThat(children).allMatch(ProcessHandle::isAlive);

        try (var next = Children.supervise(folder, folder)) {
            assertThat(next.orphans()).containsExactly("service", "database");
        }

        assertThat(children).allSatisfy(ChildrenTest::ends);
    }

    @Test
    void a_process_that_merely_got_the_pid_is_left_alone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            new PidFile(stranger.pid(), Kind.SERVICE, "0123456789abcdef").write(folder.resolve("service.pid"));

            try (var next = Children.supervise(folder, folder)) {
                assertThat(next.orphans()).isEmpty();
            }

            assertThat(stranger.isAlive()).isTrue();
            assertThat(folder.resolve("service.pid")).doesNotExist();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void a_child_gets_no_environment_but_the_paths_that_any_program_needs() throws Exception {
        try (var children = Children.supervise(folder, folder)) {
            Child child = children.start("env", Kind.SERVICE, List.of("sh", "-c", "env", children.nonce()));
            child.process().waitFor(10, TimeUnit.SECONDS);

            var names = Files.readAllLines(folder.resolve("env.log")).stream()
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .toList();
            assertThat(names)
                    .isSubsetOf(
                            "PATH",
                            "HOME",
                            "TMPDIR",
                            "LANG",
                            "USER",
                            "MALLOC_ARENA_MAX",
                            "PWD",
                            "OLDPWD",
                            "SHLVL",
                            "_");
        }
    }

    @Test
    void a_child_that_does_not_carry_the_nonce_is_not_started() throws Exception {
        try (var children = Children.supervise(folder, folder)) {
            assertThatThrownBy(() -> children.start("stray", Kind.SERVICE, List.of("sleep", "60")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(children.running()).isEmpty();
        }
    }

    private Process launch() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        Launcher.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<ProcessHandle> childrenOf(Process launcher) throws Exception {
        var said = new BufferedReader(new InputStreamReader(launcher.getInputStream(), StandardCharsets.US_ASCII));
        return Arrays.stream(said.readLine().split(" "))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                .toList();
    }

    private static void ends(ProcessHandle process) throws Exception {
        process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(process.isAlive()).isFalse();
    }
}
