package dev.sallyport.bench.crypto;

import dev.sallyport.crypto.envelope.AnswerStatus;
import dev.sallyport.crypto.envelope.Binding;
import dev.sallyport.crypto.envelope.Envelope;
import dev.sallyport.crypto.envelope.EnvelopeOpener;
import dev.sallyport.crypto.envelope.EnvelopeSealer;
import dev.sallyport.crypto.envelope.EnvelopeVerifier;
import dev.sallyport.crypto.envelope.Expectation;
import dev.sallyport.crypto.envelope.HmacKey;
import dev.sallyport.crypto.envelope.KeyRing;
import dev.sallyport.crypto.envelope.OpenedAnswer;
import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Server: seal and write JSON. Client: read JSON, verify both signatures, decapsulate, decrypt.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EnvelopeBench {
    /// `calibrated` as at start, in 100 ms; the others pinned.
    @Param({"bc", "jdk", "calibrated"})
    public String backend = "bc";

    @Param({"1024", "65536"})
    public int plaintextBytes;

    private final TenantId tenant = TenantId.next();
    private final AuditEventId audit = AuditEventId.next();
    private final byte[] requestNonce = new byte[16];
    private final byte[] requestDigest = new byte[64];
    private EnvelopeSealer sealer;
    private EnvelopeVerifier verifier;
    private EnvelopeOpener opener;
    private Recipient recipient;
    private byte[] sealedJson;

    @Setup(Level.Trial)
    public void prepare() {
        PostQuantum postQuantum = postQuantum();
        System.out.println("backends: " + postQuantum.report());
        SigningKey signingKey = postQuantum.signingKey(SigningKeyId.next(), postQuantum.newSigningSeed());
        KemPrivateKey clientKey = postQuantum.kemPrivateKey(postQuantum.newKemSeed());
        HmacKey hmacKey = new HmacKey(HmacKeyId.next(), HmacKey.newSecret(new SecureRandom()));
        KemKeyId kemKeyId = KemKeyId.next();
        recipient = new Recipient(tenant, kemKeyId, clientKey.publicKey(), hmacKey);
        sealer = new EnvelopeSealer(signingKey);
        TrustedSigner signer = new TrustedSigner(
                postQuantum.verificationKey(signingKey.id(), signingKey.publicKeyBytes()), 0, Long.MAX_VALUE);
        verifier = new EnvelopeVerifier(new KeyRing(tenant, List.of(signer), List.of(hmacKey)), InstantSource.system());
        opener = new EnvelopeOpener(Map.of(kemKeyId, clientKey));
        sealedJson = serverSeal();
    }

    private PostQuantum postQuantum() {
        return switch (backend) {
            case "calibrated" -> PostQuantum.calibrated(Duration.ofMillis(100));
            default -> PostQuantum.pinned(backend);
        };
    }

    @Benchmark
    public byte[] serverSeal() {
        Binding binding = new Binding(
                IntegrationId.of("int_bench"),
                "query",
                requestNonce,
                requestDigest,
                System.currentTimeMillis(),
                AnswerStatus.RESULT,
                new byte[32]);
        Envelope envelope = sealer.seal(recipient, audit, binding, "application/json", new byte[plaintextBytes]);
        return envelope.toJson();
    }

    @Benchmark
    public OpenedAnswer clientOpen() {
        return opener.open(verifier.verify(Envelope.parse(sealedJson), Expectation.stored()));
    }
}
