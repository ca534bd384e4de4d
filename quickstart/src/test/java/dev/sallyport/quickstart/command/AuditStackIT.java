package dev.sallyport.quickstart.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.quickstart.stack.RunningStack;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.vault.IntegrationRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The audit on the packaged stack, by the command line: exports of both services, kept answers, a witness.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditStackIT {

    private Path folder;
    private RunningStack stack;
    private WitnessServer witness;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    void start(@TempDir Path temp) throws Exception {
        folder = temp;
        int port = freePort();
        stack = RunningStack.in(
                folder.resolve("data"), "sallyport.sequencer.witness-url=http://127.0.0.1:" + port + "/\n");
        witness = WitnessServer.start(stack.client().audit(), Files.createDirectories(folder.resolve("witness")), port);
    }

    @AfterAll
    void stop() throws Exception {
        witness.close();
        stack.close();
    }

    @Test
    void an_exported_file_with_kept_answers_verifies_and_one_changed_bit_is_named() throws Exception {
        // Given
        var kept = new KeptAnswers();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var answer = stack.client()
                    .proxy()
                    .query("SELECT name FROM customers WHERE city = $1", "Berlin")
                    .answer();
            kept.keep(answer);
            files.add(Files.write(folder.resolve("answer-" + i + ".json"), answer.envelope())
                    .toString());
        }
        kept.proveEach(stack.client());
        Path export = export("proxy");
        files.addFirst(export.toString());

        // When
        int whole = verify(files);
        String said = printed();
        flipABitOfAnEvent(export);
        int changed = verify(files);

        // Then
        assertThat(whole).as(said).isZero();
        assertThat(said).contains("3 promises kept");
        assertThat(changed).isEqualTo(1);
        assertThat(printed()).contains("NOT VERIFIED").containsPattern("WRONG EDITED at leaf [0-9]+");
    }

    @Test
    void what_the_vault_answered_is_proven_by_its_event_and_its_export_verifies() throws Exception {
        SallyportClient client = stack.client();
        var reply = client.vault()
                .integrations()
                .create(IntegrationRequest.postgres("audited", stack.credential(), "query"));
        assertThat(reply.id()).isNotNull();

        Thread.sleep(1_500);
        Path export = export("vault");

        assertThat(verify(List.of(export.toString()))).as(printed()).isZero();
        assertThat(Files.readString(export)).contains("\"log_id\":\"vault\"", "integration.create");
        assertThat(command().run(List.of("verify", export.toString(), "--data", "" + folder.resolve("data"))))
                .as("with the client file of the data folder")
                .isZero();
        flipABitOfAnEvent(export);
        assertThat(verify(List.of(export.toString()))).isEqualTo(1);
    }

    @Test
    void a_witness_outside_cosigns_both_logs_and_the_verifier_asks_for_its_word() throws Exception {
        stack.client().proxy().query("SELECT 1 AS one");
        Path memory = folder.resolve("witness");
        for (String service : List.of("proxy", "vault")) {
            awaitFile(memory.resolve(service + ".heads.jsonl"));
            Thread.sleep(1_500);
            Path export = export(service);
            assertThat(verify(List.of(
                            export.toString(),
                            "--witness",
                            memory.resolve("witness.json").toString())))
                    .as(printed())
                    .isZero();
            assertThat(printed()).contains("cosigned by the named witness: the first ");
        }

        Path stranger = Files.createDirectories(folder.resolve("stranger"));
        dev.sallyport.sdk.audit.WitnessKey.open(stranger).close();
        Path export = export("proxy");
        assertThat(verify(List.of(
                        export.toString(),
                        "--witness",
                        stranger.resolve("witness.json").toString())))
                .isEqualTo(1);
        assertThat(printed()).contains("WRONG NOT_WITNESSED");
    }

    @Test
    void the_demonstration_ends_by_verifying_its_own_answers() throws Exception {
        var said = new ByteArrayOutputStream();

        new Demonstration(stack.client(), stack.clientFile(), new PrintStream(said, true, UTF_8)).run();

        assertThat(said.toString(UTF_8))
                .containsPattern("audit +4 answers proven to a signed head of [0-9]+ leaves")
                .contains("4 promises kept");
    }

    private Path export(String service) throws Exception {
        Path file = folder.resolve(service + "-" + System.nanoTime() + ".jsonl");
        int code = command()
                .run(List.of(
                        "export",
                        file.toString(),
                        "--service",
                        service,
                        "--client",
                        stack.clientFile().toString()));
        assertThat(code).isZero();
        return file;
    }

    private int verify(List<String> files) throws Exception {
        printed.reset();
        List<String> words = new ArrayList<>(List.of("verify"));
        words.addAll(files);
        words.addAll(List.of("--client", stack.clientFile().toString()));
        return command().run(words);
    }

    private AuditCommand command() {
        return new AuditCommand(new PrintStream(printed, true, UTF_8));
    }

    private String printed() {
        return printed.toString(UTF_8);
    }

    /// In the middle of the first event's canonical bytes, as base64 has them.
    private static void flipABitOfAnEvent(Path export) throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(export));
        for (int i = 0; i < lines.size(); i++) {
            int at = lines.get(i).indexOf("\"canonical\":\"");
            if (at >= 0) {
                var line = new StringBuilder(lines.get(i));
                int place = at + 13 + 40;
                line.setCharAt(place, line.charAt(place) == 'A' ? 'B' : 'A');
                lines.set(i, line.toString());
                Files.write(export, lines);
                return;
            }
        }
        throw new AssertionError("no event in " + export);
    }

    private static void awaitFile(Path file) throws InterruptedException {
        for (int i = 0; i < 200 && !Files.exists(file); i++) {
            Thread.sleep(50);
        }
        assertThat(file).exists();
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
