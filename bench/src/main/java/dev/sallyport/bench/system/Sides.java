package dev.sallyport.bench.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sallyport.bench.floor.FloorServer;
import dev.sallyport.bench.load.Traffic;
import dev.sallyport.bench.without.AgentJar;
import dev.sallyport.bench.without.Without;
import dev.sallyport.sdk.ClientFile;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// Starts the sides over one running stack. Every enveloped side is a replica of the packaged proxy with the command
/// line and the configuration of the stack's own, which meanwhile orders the audit log for all of them: its processor
/// time is counted to theirs.
final class Sides {

    private static final String OUTBOUND = "/api/v2/proxy/outbound";
    private static final String SQL = "SELECT id, name, email, city FROM bench_customers WHERE id = $1";
    private static final String CONFIGURED_BY = "-Dquarkus.config.locations=";
    private static final String PLENTY = "1000000";
    private static final long START_SECONDS = 60;

    private final RunningStack stack;

    Sides(RunningStack stack) {
        this.stack = stack;
    }

    /// The anchor.
    Side floor() throws Exception {
        int port = RunningStack.freePort();
        Process process = stack.start(
                "floor",
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx192m",
                        "-Xmn96m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FloorServer.class.getName(),
                        Integer.toString(port),
                        stack.clientFile().toString()));
        stack.awaitLine(process, "floor", "ready floor");
        return new Side(
                "floor", port, traffic(port, "/floor", ""), List.of(process.pid()), false, false, Side.Turn.NONE);
    }

    /// The proxy as it is shipped.
    Side proxy() throws Exception {
        return replica("proxy", List.of(), Map.of(), true);
    }

    Side bouncyCastle() throws Exception {
        return replica("proxy-bouncycastle", List.of(), Map.of("sallyport.keys.pinned-backend", "bc"), true);
    }

    /// One process in two turns: as it is, and without a hop, `audit` or `guard`.
    List<Side> withAndWithout(String hop) throws Exception {
        Path left = stack.folder().resolve("left-out");
        String name = "proxy-" + hop;
        String agent = "-javaagent:" + AgentJar.write(stack.folder()) + "=" + hop + ":" + left;
        Side side = replica(name, List.of(agent), Map.of(), true);
        if (!stack.log(name).contains(Without.SAID)) {
            throw new IllegalStateException(
                    "the agent can leave nothing out of " + name + "; its log ends:\n" + stack.logEnd(name));
        }
        return List.of(
                turned(side, "with " + hop, true, () -> Files.deleteIfExists(left), name),
                turned(
                        side,
                        "without " + hop,
                        !hop.equals("audit"),
                        () -> !Files.exists(left) && Files.exists(Files.createFile(left)),
                        name));
    }

    private interface Turning {
        /// Whether there was anything to change.
        boolean change() throws IOException;
    }

    private Side turned(Side side, String name, boolean audited, Turning turning, String log) {
        Side.Turn turn = () -> {
            int before = turns(log);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            if (turning.change()) {
                while (turns(log) == before) {
                    if (stack.log(log).contains(Without.FAILED) || System.nanoTime() > deadline) {
                        throw new IllegalStateException(log + " did not turn; its log ends:\n" + stack.logEnd(log));
                    }
                    Thread.sleep(20);
                }
            }
        };
        return new Side(name, side.port(), side.traffic(), side.pids(), side.enveloped(), audited, turn);
    }

    private int turns(String log) throws IOException {
        return stack.log(log).split(Without.TURNED, -1).length;
    }

    /// @param options of its virtual machine, besides those of the stack's own
    /// @param settings over those of the stack's own
    Side replica(String name, List<String> options, Map<String, String> settings, boolean audited) throws Exception {
        int port = RunningStack.freePort();
        var words = new ArrayList<>(stack.javaWordsOf("proxy"));
        Path over = settings(name, port, settings);
        words.replaceAll(word -> word.startsWith(CONFIGURED_BY)
                ? CONFIGURED_BY + over.toUri() + "," + word.substring(CONFIGURED_BY.length())
                : word);
        words.addAll(words.indexOf("-jar"), options);
        Process process = stack.start(name, words);
        awaitReady(process, name, port);
        Traffic traffic = traffic(port, OUTBOUND, "X-API-Key: " + apiKey() + "\r\n");
        return new Side(name, port, traffic, List.of(process.pid(), stack.pid("proxy")), true, audited, Side.Turn.NONE);
    }

    private Path settings(String name, int port, Map<String, String> more) throws IOException {
        var settings = new Properties();
        settings.setProperty("quarkus.http.port", Integer.toString(port));
        settings.setProperty("quarkus.http.ssl-port", Integer.toString(RunningStack.freePort()));
        // The load comes from one key and one address.
        for (String counted : List.of("key", "tenant", "address")) {
            settings.setProperty("sallyport.rate." + counted + "-per-second", PLENTY);
            settings.setProperty("sallyport.rate." + counted + "-burst", PLENTY);
        }
        settings.putAll(more);
        Path file = stack.folder().resolve(name + ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, name);
        }
        return file;
    }

    /// Traffic for the stack's own proxy, as it is.
    Traffic stacksOwn() throws IOException {
        return traffic(stack.proxyPort, OUTBOUND, "X-API-Key: " + apiKey() + "\r\n");
    }

    private Traffic traffic(int port, String path, String authorization) throws IOException {
        try (ClientFile file = stack.readClientFile()) {
            String body = "{\"integration_id\":\""
                    + file.integrationId().orElseThrow().value() + "\",\"operation\":\"query\",\"payload\":{\"sql\":\""
                    + SQL + "\",\"params\":[";
            return new Traffic(port, path, authorization, body, CustomerTable.ROWS);
        }
    }

    private String apiKey() throws IOException {
        try (ClientFile file = stack.readClientFile()) {
            return file.apiKey().reveal(key -> new String(key, US_ASCII));
        }
    }

    private void awaitReady(Process process, String name, int port) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isReady(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " did not start:\n" + stack.log(name));
            }
            Thread.sleep(50);
        }
    }

    static boolean isReady(int port) {
        try {
            var connection =
                    (HttpURLConnection) RunningStack.health(port).toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
