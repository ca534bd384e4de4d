package dev.sallyport.sdk.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.Envelope;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.SallyportServer;
import dev.sallyport.sdk.SallyportServer.Sealed;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifyCommandTest {
    private static final int SIZE = 40;

    @TempDir
    private Path folder;

    private SallyportServer server;
    private SigningKey key;
    private Delegation delegation;
    private SampleLog log;
    private Path clientFile;
    private Path export;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        server = new SallyportServer();
        var rotated = new AtomicReference<SigningKey>();
        server.rotateSigningKey(fresh -> {
            rotated.set(fresh);
            return server.delegate(server.root(), fresh, Duration.ofDays(1));
        });
        key = requireNonNull(rotated.get());
        delegation = server.delegate(server.root(), key, Duration.ofDays(1));
        long minutesLater = System.currentTimeMillis() + Duration.ofMinutes(10).toMillis();
        log = new SampleLog(server.tenant, SIZE, key, delegation, minutesLater);
        clientFile = folder.resolve("client.json");
        try (ClientFile file = ClientFile.parse(server.clientFile())) {
            file.write(clientFile);
        }
        export = write("export.jsonl", log.export());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_true_export_with_a_kept_answer_and_a_kept_head_is_verified() throws IOException {
        Path answer = answerThatPromises(log.records.get(7).leaf().bytes());
        Path head = write("heads.jsonl", List.of(ExportWriter.head(log.head(25))));

        assertThat(run(export, answer, head)).isZero();
        assertThat(printed()).contains("verified: 40 leaves, 40 events recomputed, 2 signed heads, 1 promises kept");
    }

    @Test
    void one_flipped_bit_is_found() throws IOException {
        byte[] bytes = Files.readAllBytes(export);
        bytes[bytes.length / 2] ^= 1;
        Files.write(export, bytes);

        assertThat(run(export)).isEqualTo(1);
        assertThat(printed()).contains("WRONG", "NOT VERIFIED");
    }

    @Test
    void a_promise_that_was_not_kept_is_named() throws IOException {
        Path answer = answerThatPromises(new byte[32]);

        assertThat(run(export, answer)).isEqualTo(1);
        assertThat(printed()).contains("WRONG MISSING_PROMISE");
    }

    @Test
    void a_head_of_another_history_is_named() throws IOException {
        var other = new SampleLog(server.tenant, SIZE, key, delegation, System.currentTimeMillis());
        Path head = write("heads.jsonl", List.of(ExportWriter.head(other.head(25))));

        assertThat(run(export, head)).isEqualTo(1);
        assertThat(printed()).contains("WRONG FORKED");
    }

    @Test
    void a_log_signed_by_a_key_that_the_pinned_root_never_delegated_is_refused() throws IOException {
        SigningKey stranger = server.newSigningKey();
        Delegation own = server.delegate(stranger, stranger, Duration.ofDays(1));
        Path forged = write(
                "forged.jsonl", new SampleLog(server.tenant, SIZE, stranger, own, System.currentTimeMillis()).export());

        assertThat(run(forged)).isEqualTo(1);
        assertThat(printed()).contains("WRONG BAD_SIGNATURE");
    }

    @Test
    void an_answer_of_someone_else_is_no_evidence() throws IOException {
        Path answer = answerThatPromises(log.records.get(7).leaf().bytes());
        byte[] bytes = Files.readAllBytes(answer);
        Files.writeString(answer, new String(bytes, UTF_8).replace("\"status\":0", "\"status\":1"));

        assertThat(run(export, answer)).isEqualTo(1);
        assertThat(printed()).contains("NOT VERIFIED", "no authentic answer");
    }

    @Test
    void without_an_export_nothing_is_judged() throws IOException {
        assertThat(run(answerThatPromises(new byte[32]))).isEqualTo(1);
        assertThat(printed()).contains("NOT VERIFIED", "none of the files is an export");
    }

    @Test
    void a_wrong_command_line_names_the_right_one() {
        for (var words : List.of(
                List.of(export.toString()),
                List.of("--client", clientFile.toString()),
                List.of(export.toString(), "--client"),
                List.of(export.toString(), "--client", clientFile.toString(), "--client", clientFile.toString()),
                List.of(export.toString(), "--client", clientFile.toString(), "--witnes", "key.json"))) {
            printed.reset();

            assertThat(AuditVerifyCommand.run(words, new PrintStream(printed))).isEqualTo(2);
            assertThat(printed()).startsWith("usage: audit verify FILE");
        }
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        Path missing = folder.resolve("missing.jsonl");

        assertMissing(missing, run(export, missing));
        assertMissing(
                missing, AuditVerifyCommand.verify(List.of(export), missing, List.of(), new PrintStream(printed)));
        assertMissing(
                missing,
                AuditVerifyCommand.verify(List.of(export), clientFile, List.of(missing), new PrintStream(printed)));
    }

    @Test
    void the_client_checks_the_proof_of_its_own_answer() throws IOException {
        server.bind(binding -> promising(binding, log.records.get(7).leaf().bytes()));
        try (SallyportClient client = client()) {
            VerifiedAnswer answer = answer(client);
            String route = "GET /api/v2/audit/logs/" + answer.auditEventId() + "/proof";
            server.managed.put(route, "[" + log.proofJson(7) + "]");

            var inclusion = client.audit().verify(answer).orElseThrow();

            assertThat(inclusion.leafIndex()).isEqualTo(7);
            server.managed.put(route, "[]");
            assertThat(client.audit().verify(answer)).isEmpty();
            server.managed.put(route, "[" + log.proofJson(7).replace("\"leaf_index\":7", "\"leaf_index\":6") + "]");
            assertThatThrownBy(() -> client.audit().verify(answer)).isInstanceOf(AuditMismatchException.class);
        }
    }

    private void assertMissing(Path missing, int exitCode) {
        assertThat(exitCode).isEqualTo(3);
        assertThat(printed()).contains("there is no file " + missing).doesNotContain("verified:");
        printed.reset();
    }

    private VerifiedAnswer answer(SallyportClient client) throws IOException {
        var call = new SallyportServer.Call("AAAAAAAAAAAAAAAAAAAAAA==", null, null, "{}".getBytes(UTF_8));
        return client.encryption()
                .decrypt(new String(server.seal(call, Sealed.result("{}")).toJson(), UTF_8));
    }

    private SallyportClient client() throws IOException {
        return SallyportClient.fromClientFile(clientFile);
    }

    private Path answerThatPromises(byte[] leaf) throws IOException {
        server.bind(binding -> promising(binding, leaf));
        var call = new SallyportServer.Call("AAAAAAAAAAAAAAAAAAAAAA==", null, null, "{}".getBytes(UTF_8));
        Envelope envelope = server.seal(call, Sealed.result("{}"));
        return Files.write(folder.resolve("answer.json"), envelope.toJson());
    }

    private static Binding promising(Binding honest, byte[] leaf) {
        return new Binding(
                honest.integrationId(),
                honest.operation(),
                honest.requestNonce(),
                honest.requestDigest(),
                honest.issuedAtMillis(),
                honest.status(),
                leaf);
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines);
    }

    private int run(Path... files) {
        List<String> arguments = new ArrayList<>();
        for (Path file : files) {
            arguments.add(file.toString());
        }
        arguments.addAll(List.of("--client", clientFile.toString()));
        return AuditVerifyCommand.run(arguments, new PrintStream(printed));
    }

    private String printed() {
        return printed.toString(UTF_8);
    }
}
