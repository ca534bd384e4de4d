package dev.sallyport.bench.system;

import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The whole product, started by its own launcher in a folder of its own. Closing ends it and deletes the folder.
final class RunningStack implements AutoCloseable {

    private static final long START_SECONDS = 90;
    private static final int LAST_LINES = 15;

    private final Path folder;
    private final Process launcher;
    private final List<Process> others = new ArrayList<>();
    private final Thread onExit = new Thread(this::end);
    final int vaultPort;
    final int proxyPort;

    private RunningStack(Path folder, int vaultPort, int proxyPort) throws IOException {
        this.folder = folder;
        this.vaultPort = vaultPort;
        this.proxyPort = proxyPort;
        launcher = launch(
                "up",
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx192m",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-Dsallyport.root=" + root(),
                        "-cp",
                        root() + "/quickstart/target/quickstart.jar:" + root() + "/quickstart/target/lib/*",
                        "dev.sallyport.quickstart.Sallyport",
                        "up",
                        "--data",
                        folder.resolve("data").toString(),
                        "--vault-port",
                        Integer.toString(vaultPort),
                        "--proxy-port",
                        Integer.toString(proxyPort)));
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /// Begins to start it, and does not wait.
    static RunningStack begin() throws IOException {
        return begin(Files.createTempDirectory("sallyport-bench-"));
    }

    /// The same in a folder that an earlier one has used.
    static RunningStack begin(Path folder) throws IOException {
        return new RunningStack(folder, freePort(), freePort());
    }

    static RunningStack start() throws Exception {
        RunningStack stack = begin();
        try {
            stack.awaitReady();
            return stack;
        } catch (Exception e) {
            stack.close();
            throw e;
        }
    }

    /// Returns once the launcher has said `ready`.
    void awaitReady() throws Exception {
        awaitLine(launcher, "up", "ready  ");
    }

    /// Waits until a process of this bench has written a line that begins so.
    void awaitLine(Process process, String log, String beginning) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            List<String> lines = Files.readAllLines(folder.resolve(log + ".log"));
            if (lines.stream().anyMatch(line -> line.contains(beginning))) {
                return;
            }
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(log + " did not start:\n" + String.join("\n", lines));
            }
            Thread.sleep(20);
        }
    }

    /// Another child, which ends with this.
    Process start(String name, List<String> javaWords) throws IOException {
        Process process = launch(name, javaWords);
        others.add(process);
        return process;
    }

    private Process launch(String name, List<String> javaWords) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaWords);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    /// Its last lines.
    String logEnd(String name) throws IOException {
        List<String> lines = log(name).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /// The command line of a running service but for its first word and its nonce, as it is.
    List<String> javaWordsOf(String service) throws IOException {
        String[] words =
                Files.readString(Path.of("/proc/" + pid(service) + "/cmdline")).split("\0");
        return Stream.of(words)
                .skip(1)
                .filter(word -> !word.startsWith("-Dsallyport.run="))
                .toList();
    }

    long pid(String service) throws IOException {
        return Long.parseLong(
                Files.readString(data().resolve("run/" + service + ".pid")).split(" ")[0]);
    }

    /// What a service was configured with.
    Properties settings(String service) throws IOException {
        var settings = new Properties();
        try (var in = Files.newBufferedReader(data().resolve("conf/" + service + ".properties"))) {
            settings.load(in);
        }
        return settings;
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    Path clientFile() {
        return data().resolve("client.json");
    }

    SallyportClient client() throws IOException {
        return SallyportClient.fromClientFile(clientFile());
    }

    /// Reads the client file; the caller closes it.
    ClientFile readClientFile() throws IOException {
        return ClientFile.read(clientFile());
    }

    static Path root() {
        return Path.of(Optional.ofNullable(System.getProperty("sallyport.root"))
                .orElseThrow(() -> new IllegalStateException("start this with ./sallyport bench")));
    }

    /// Below the range from which systems give ports to outgoing connections, so that none is given away meanwhile.
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var any = new ServerSocket(port)) {
                return any.getLocalPort();
            } catch (BindException e) {
                // taken: draw again
            }
        }
    }

    static URI health(int port) {
        return URI.create("http://localhost:" + port + "/q/health/ready");
    }

    /// Ends the product and keeps what it had written.
    void end() {
        var all = new ArrayList<>(others);
        all.add(launcher);
        all.forEach(Process::destroy);
        for (Process each : all) {
            try {
                if (!each.waitFor(20, TimeUnit.SECONDS)) {
                    each.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                each.destroyForcibly();
            }
        }
    }

    @Override
    public void close() throws IOException {
        end();
        Runtime.getRuntime().removeShutdownHook(onExit);
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// Names of services, and what they listen on.
    Map<String, Integer> services() {
        return Map.of("vault", vaultPort, "proxy", proxyPort);
    }
}
