package dev.sallyport.quickstart.command;

import dev.sallyport.crypto.audit.export.VerifierReport;
import dev.sallyport.quickstart.cli.CliFailure;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.audit.AuditApi.Inclusion;
import dev.sallyport.sdk.audit.AuditVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The answers of one run, kept to be held against the audit log: each one's promised leaf is proven to a signed head,
/// then the whole export is verified with them, offline.
final class KeptAnswers {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final List<VerifiedAnswer> answers = new ArrayList<>();

    void keep(VerifiedAnswer answer) {
        answers.add(answer);
    }

    int count() {
        return answers.size();
    }

    /// The newest of the proofs' heads covers all of them.
    long proveEach(SallyportClient client) {
        long leaves = 0;
        for (VerifiedAnswer answer : answers) {
            leaves = Math.max(leaves, prove(client, answer).head().head().size());
        }
        return leaves;
    }

    /// Verifies an export together with the answers, in files beside each other.
    VerifierReport verifyExport(SallyportClient client, Path clientFile) throws IOException {
        Path folder = Files.createTempDirectory("sallyport-audit");
        List<Path> files = new ArrayList<>();
        try {
            Path export = folder.resolve("export.jsonl");
            files.add(export);
            try (var out = Files.newOutputStream(export)) {
                client.audit().export(out);
            }
            for (VerifiedAnswer answer : answers) {
                files.add(Files.write(folder.resolve("answer-" + files.size() + ".json"), answer.envelope()));
            }
            try (ClientFile file = ClientFile.read(clientFile)) {
                return new AuditVerifier(file).verify(files);
            }
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }

    private static Inclusion prove(SallyportClient client, VerifiedAnswer answer) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<Inclusion> found = client.audit().verify(answer);
            if (found.isPresent()) {
                return found.get();
            }
            pause();
        }
        throw CliFailure.failed("the leaf that " + answer.auditEventId() + " promises is not in the audit log");
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliFailure.failed("interrupted");
        }
    }
}
