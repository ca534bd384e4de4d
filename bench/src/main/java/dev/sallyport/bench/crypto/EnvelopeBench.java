package dev.sallyport.bench.crypto;

import static java.util.Objects.requireNonNull;

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
import org.jspecify.annotations.Nullable;
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
    /// `calibrated` settled as a service does before it is ready; the others pinned.
    @Param({"bc", "jdk", "calibrated"})
    public String backend = "bc";

    @Param({"1024", "65536"})
    public int plaintextBytes;

    private final TenantId tenant = TenantId.next();
    private final AuditEventId audit = AuditEventId.next();
    private final byte[] requestNonce = new byte[16];
    private final byte[] requestDigest = new byte[64];
    private @Nullable Parties parties;
    private byte[] sealedJson = new byte[0];

    private record Parties(
            EnvelopeSealer sealer, EnvelopeVerifier verifier, EnvelopeOpener opener, Recipient recipient) {}

    @Setup(Level.Trial)
    public void prepare() {
        PostQuantum postQuantum = postQuantum();
        System.out.println("backends: " + postQuantum.report());
        SigningKey signingKey = postQuantum.signingKey(SigningKeyId.next(), postQuantum.newSigningSeed());
        KemPrivateKey clientKey = postQuantum.kemPrivateKey(postQuantum.newKemSeed());
        HmacKey hmacKey = new HmacKey(HmacKeyId.next(), HmacKey.newSecret(new SecureRandom()));
        KemKeyId kemKeyId = KemKeyId.next();
        TrustedSigner signer = new TrustedSigner(
                postQuantum.verificationKey(signingKey.id(), signingKey.publicKeyBytes()), 0, Long.MAX_VALUE);
        KeyRing keys = new KeyRing(tenant, List.of(signer), List.of(hmacKey));
        parties = new Parties(
                new EnvelopeSealer(signingKey),
                new EnvelopeVerifier(keys, InstantSource.system()),
                new EnvelopeOpener(Map.of(kemKeyId, clientKey)),
                new Recipient(tenant, kemKeyId, clientKey.publicKey(), hmacKey));
        sealedJson = serverSeal();
    }

    private PostQuantum postQuantum() {
        return switch (backend) {
            case "calibrated" -> {
                PostQuantum settled = PostQuantum.calibrated();
                settled.settle(Duration.ofSeconds(30));
                yield settled;
            }
            default -> PostQuantum.pinned(backend);
        };
    }

    @Benchmark
    public byte[] serverSeal() {
        Parties of = requireNonNull(parties, "parties is null");
        Binding binding = new Binding(
                IntegrationId.of("int_bench"),
                "query",
                requestNonce,
                requestDigest,
                System.currentTimeMillis(),
                AnswerStatus.RESULT,
                new byte[32]);
        Envelope envelope =
                of.sealer().seal(of.recipient(), audit, binding, "application/json", new byte[plaintextBytes]);
        return envelope.toJson();
    }

    @Benchmark
    public OpenedAnswer clientOpen() {
        Parties of = requireNonNull(parties, "parties is null");
        return of.opener().open(of.verifier().verify(Envelope.parse(sealedJson), Expectation.stored()));
    }
}
