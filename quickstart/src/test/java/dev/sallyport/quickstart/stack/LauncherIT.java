package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.sdk.SallyportClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `up` as a process of its own: killed, started again, and ended by SIGTERM.
class LauncherIT {

    private static final Duration START = Duration.ofSeconds(120);

    @TempDir
    Path temp;

    @Test
    void up_after_a_kill_leaves_no_orphan_and_keeps_its_data() throws Exception {
        Path data = temp.resolve("a data folder");
        Process killed = up(data);
        List<ProcessHandle> first;
        try {
            awaitReady(killed);
            first = childrenOf(data);
            assertThat(first).hasSize(5).allMatch(ProcessHandle::isAlive);
            insert(data, "before the kill");
        } finally {
            killed.destroyForcibly().waitFor();
        }

        Process again = up(data);
        List<ProcessHandle> second;
        try {
            awaitReady(again);
            assertThat(first).noneMatch(LauncherIT::runs);
            second = childrenOf(data);
            assertThat(second).hasSize(5).allMatch(ProcessHandle::isAlive);
            assertThat(count(data, "before the kill")).isEqualTo(1);
        } finally {
            again.destroy();
        }

        assertThat(again.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isZero();
        assertThat(second).noneMatch(LauncherIT::runs);
    }

    private Process up(Path data) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dsallyport.root=" + System.getProperty("sallyport.root"),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("surefire.test.class.path", ""),
                        "dev.sallyport.quickstart.Sallyport",
                        "up",
                        "--data",
                        data.toString(),
                        "--vault-port",
                        "0",
                        "--proxy-port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitReady(Process up) throws Exception {
        var said = new BufferedReader(new InputStreamReader(up.getInputStream(), StandardCharsets.UTF_8));
        var ready = Thread.ofVirtual().unstarted(() -> {
            try {
                String line = said.readLine();
                while (line != null && !line.startsWith("ready ")) {
                    line = said.readLine();
                }
            } catch (IOException e) {
                // the process ended: told below
            }
        });
        ready.start();
        assertThat(ready.join(START)).as("a ready line").isTrue();
        assertThat(up.isAlive()).isTrue();
    }

    private static List<ProcessHandle> childrenOf(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("run"))) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .map(LauncherIT::processOf)
                    .toList();
        }
    }

    private static ProcessHandle processOf(Path pidFile) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).split(" ")[0]))
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// A zombie has ended: only its parent, which is not ours, has not asked for it yet.
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static void insert(Path data, String name) throws IOException {
        try (SallyportClient client = SallyportClient.fromClientFile(DataFolder.clientFile(data))) {
            client.proxy().execute("INSERT INTO customers (name, email, city) VALUES ($1, $1, 'Ulm')", name);
        }
    }

    private static int count(Path data, String name) throws IOException {
        try (SallyportClient client = SallyportClient.fromClientFile(DataFolder.clientFile(data))) {
            return client.proxy()
                    .query("SELECT count(*)::int4 AS n FROM customers WHERE name = $1", name)
                    .single()
                    .cell("n")
                    .asInt();
        }
    }
}
