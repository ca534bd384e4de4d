package dev.sallyport.quickstart.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.quickstart.stack.RunningStack;
import dev.sallyport.sdk.ClientFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Planted passwords, searched for wherever a secret could come to rest, in every common encoding. The packaged
/// services log everything that they and their libraries can log. `sallyport.canary.pause` (default PT5S) is how long
/// after the last pool closed the memory is looked at; PT60S is the full time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CanaryIT {

    private static final Duration PAUSE = Duration.parse(System.getProperty("sallyport.canary.pause", "PT5S"));
    private static final String SETTINGS = """
            quarkus.log.level=TRACE
            sallyport.target.idle-timeout=3s
            """;

    private RunningStack stack;
    private Answers answers;
    private Path temp;
    private long pausedUntil;

    @BeforeAll
    void drive(@TempDir Path folder) throws Exception {
        temp = folder;
        stack = RunningStack.in(folder.resolve("data"), SETTINGS);
        int port;
        try (ClientFile file = ClientFile.read(stack.clientFile())) {
            answers = new Answers(file.member("api_key").asText());
            String dsn = file.member("customer_database").path("dsn").asText();
            port = Integer.parseInt(dsn.replaceAll("(?s).*@localhost:([0-9]+)/.*", "$1"));
        }
        CanaryDrive drive = new CanaryDrive(stack, answers, port);
        drive.makeRoles();
        CredentialId credential = drive.sealLive();
        IntegrationId integration = drive.operations(credential);
        drive.mistakes();
        drive.brokenBodies();
        drive.opaque();
        drive.rotate(credential, integration);
        drive.readings();
        drive.outages(integration);
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    @Test
    @Order(1)
    void no_answer_holds_a_planted_secret() {
        assertThat(answers.size()).isGreaterThan(60);
        assertThat(answers.leaks()).isEmpty();
    }

    @Test
    @Order(2)
    void the_logs_were_as_loud_as_they_can_be() throws Exception {
        for (String service : List.of("vault", "proxy")) {
            String log = Files.readString(stack.data().resolve("log").resolve(service + ".log"));
            assertThat(log).contains("TRACE").contains("DEBUG");
        }
    }

    @ParameterizedTest
    @Order(3)
    @ValueSource(strings = {"vault", "proxy"})
    void no_table_of_the_services_holds_a_planted_secret(String database) throws Exception {
        List<String> dumped = new ArrayList<>();
        try (DatabaseDump dump = new DatabaseDump(stack.platform(database))) {
            for (String table : dump.tables()) {
                dumped.add(table);
                assertThat(Planted.leaksIn(dump.text(table)))
                        .as("%s as text", table)
                        .isEmpty();
                assertThat(Planted.leaksIn(dump.binary(table)))
                        .as("%s in binary", table)
                        .isEmpty();
            }
        }
        assertThat(dumped).anyMatch(table -> table.startsWith("audit.")).anyMatch(table -> table.startsWith(database));
    }

    @Test
    @Order(4)
    void no_process_has_a_planted_secret_in_its_arguments_or_environment() throws Exception {
        List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
        assertThat(processes).hasSizeGreaterThan(3);
        for (ProcessHandle process : processes) {
            for (String file : List.of("cmdline", "environ")) {
                Path path = Path.of("/proc", Long.toString(process.pid()), file);
                if (process.isAlive() && Files.isReadable(path)) {
                    assertThat(Planted.leaksIn(Files.readAllBytes(path)))
                            .as("%s", path)
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @Order(5)
    @ValueSource(strings = {"proxy", "vault"})
    void no_memory_in_use_holds_a_planted_secret_once_the_pools_have_closed(String service) throws Exception {
        awaitClosedPools();

        assertThat(leaksIn(HeapDump.ofLiveObjects(stack.process(service), temp.resolve(service + ".hprof"))))
                .isEmpty();
    }

    /// Comes before the dump of live objects, which collects first: here every copy must have been wiped.
    @Test
    @Order(4)
    void the_proxy_leaves_no_copy_of_an_unsealed_secret_to_the_collector() throws Exception {
        awaitClosedPools();

        List<String> leaks = leaksIn(HeapDump.ofAllObjects(stack.process("proxy"), temp.resolve("all.hprof")));

        // BROKEN was sent to the proxy by a caller, as a body that is no JSON: no credential, and none of its to wipe.
        assertThat(leaks).noneMatch(leak -> !leak.startsWith("BROKEN"));
    }

    @Test
    @Order(6)
    void a_crash_of_the_services_leaves_no_planted_secret_in_any_file() throws Exception {
        // The databases last: their files lie still then.
        for (String service : List.of("proxy", "vault", "postgres-platform")) {
            ProcessHandle process = stack.process(service);
            new ProcessBuilder("kill", "-SEGV", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.onExit().get(30, TimeUnit.SECONDS);
        }

        List<String> leaks = new ArrayList<>();
        for (Planted planted : Planted.values()) {
            planted.canary().filesBelow(stack.data()).forEach(found -> leaks.add(planted + " in " + found));
        }
        assertThat(leaks).isEmpty();
    }

    private void awaitClosedPools() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!metric("sallyport_target_pools").matches("0(\\.0)?")) {
            assertThat(System.nanoTime()).as("pools are closed in time").isLessThan(deadline);
            Thread.sleep(250);
        }
        if (pausedUntil == 0) {
            pausedUntil = System.nanoTime() + PAUSE.toNanos();
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, pausedUntil - System.nanoTime()));
    }

    private String metric(String name) throws Exception {
        try (var body = stack.proxyUrl().resolve("/q/metrics").toURL().openStream()) {
            return new String(body.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Reads and deletes the file.
    private static List<String> leaksIn(Path file) throws Exception {
        List<String> leaks = new ArrayList<>();
        for (Planted planted : Planted.values()) {
            List<String> forms = planted.canary().formsIn(file);
            if (!forms.isEmpty()) {
                leaks.add(planted + " " + forms);
            }
        }
        Files.delete(file);
        return leaks;
    }
}
