package dev.sallyport.sdk.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.HeadTrust;
import dev.sallyport.crypto.audit.export.LogVerifier;
import dev.sallyport.crypto.audit.export.Promise;
import dev.sallyport.crypto.audit.export.VerifierReport;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.envelope.Envelope;
import dev.sallyport.crypto.envelope.EnvelopeJson;
import dev.sallyport.crypto.envelope.EnvelopeRefused;
import dev.sallyport.crypto.envelope.EnvelopeVerifier;
import dev.sallyport.crypto.envelope.Expectation;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.envelope.KeyRing;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.keys.Backends;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Verifies files, offline. Of the files given, one is an export (all of its parts, in order), others may be heads that
 * a witness or an earlier export kept, and saved answers (envelopes as they came), whose promised leaves must be in the
 * log. The pinned root key comes from the client file, never from the export.
 */
public final class AuditVerifier {
    private static final SigningKeyId ROOT = SigningKeyId.of("sk_root");
    private static final String EXPORT_START = "{\"line\":\"export\"";
    private static final String HEAD_START = "{\"line\":\"head\"";

    private final ClientFile client;
    private final List<VerificationKey> witnesses;
    private final PostQuantum backends = Backends.forClients();

    /** The client file stays the caller's to close. */
    public AuditVerifier(ClientFile client) {
        this(client, List.of());
    }

    /** Each of these witnesses must have cosigned a head that the export shows. */
    public AuditVerifier(ClientFile client, List<VerificationKey> witnesses) {
        this.client = client;
        this.witnesses = List.copyOf(witnesses);
    }

    /**
     * Judges the files together.
     *
     * @throws IOException where a file cannot be read
     * @throws IllegalArgumentException where none is an export, or a saved answer is not this client's or not authentic
     */
    public VerifierReport verify(List<Path> files) throws IOException {
        var trust = new HeadTrust(backends, backends.verificationKey(ROOT, client.rootPublicKey()));
        witnesses.forEach(trust::witness);
        var verifier = new LogVerifier(trust);
        List<Path> answers = new ArrayList<>();
        boolean exported = false;
        for (Path file : files) {
            String start = start(file);
            if (start.startsWith(EXPORT_START)) {
                exported = true;
                lines(file, verifier::line);
            } else if (start.startsWith(HEAD_START)) {
                lines(file, verifier::savedHead);
            } else {
                answers.add(file);
            }
        }
        if (!exported) {
            throw new IllegalArgumentException("none of the files is an export");
        }
        return verifier.report(promises(answers, trust));
    }

    /** What saved answers promise; each answer's signature and HMAC are verified first. */
    private List<Promise> promises(List<Path> answers, HeadTrust trust) throws IOException {
        List<Promise> promises = new ArrayList<>();
        try (HmacKey key = new HmacKey(client.hmacKeyId(), client.hmacSecret().copy())) {
            var ring = new KeyRing(client.tenantId(), trust.signers(), List.of(key));
            var verifier = new EnvelopeVerifier(ring, InstantSource.system());
            for (Path answer : answers) {
                promises.add(promise(answer, verifier));
            }
        }
        return promises;
    }

    private static Promise promise(Path file, EnvelopeVerifier verifier) throws IOException {
        try {
            Envelope envelope = EnvelopeJson.read(Files.readAllBytes(file));
            verifier.verify(envelope, Expectation.stored());
            return new Promise(
                    envelope.auditEventId(),
                    Hash32.of(envelope.binding().auditLeaf()),
                    envelope.binding().issuedAtMillis());
        } catch (EnvelopeRefused | MalformedException e) {
            throw new IllegalArgumentException(file.getFileName() + " is no authentic answer to this client", e);
        }
    }

    private static String start(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            char[] start = new char[64];
            int read = reader.read(start);
            return read < 0 ? "" : new String(start, 0, read);
        }
    }

    private static void lines(Path file, Consumer<String> use) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isEmpty()) {
                    use.accept(line);
                }
            }
        }
    }
}
