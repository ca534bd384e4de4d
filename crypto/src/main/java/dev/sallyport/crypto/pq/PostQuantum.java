package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.BackendReport.Choice;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Makes post-quantum keys on the backends that passed their checks and were the fastest, per operation, on this
 * machine. Make one at start and share it: making it runs the self-tests and, unless pinned, about 100 ms of
 * calibration. Thread safe.
 */
public final class PostQuantum {
    private static final Duration CALIBRATION = Duration.ofMillis(100);

    private final Map<PqOperation, PqBackend> backends;
    private final BackendReport report;
    private final SecureRandom random;

    private PostQuantum(Map<PqOperation, PqBackend> backends, BackendReport report, SecureRandom random) {
        this.backends = backends;
        this.report = report;
        this.random = random;
    }

    /** Checks all candidates and picks the fastest per operation in about 100 ms. */
    public static PostQuantum calibrated() {
        return calibrated(CALIBRATION);
    }

    /** The same with another amount of time; more of it lets the just-in-time compiler finish, as at steady state. */
    public static PostQuantum calibrated(Duration budget) {
        return choose(Candidates.load(), budget);
    }

    /**
     * Every operation on one backend, {@code bc} or {@code jdk}. It still runs the self-tests; throws {@link
     * IllegalStateException} when the backend is not there or fails one.
     */
    public static PostQuantum pinned(String backend) {
        return pin(Candidates.load(), backend);
    }

    static PostQuantum choose(Candidates candidates, Duration budget) {
        Map<PqOperation, PqBackend> backends = new EnumMap<>(PqOperation.class);
        Map<PqOperation, Choice> choices = new EnumMap<>(PqOperation.class);
        new Calibration(budget).run(candidates.healthy()).forEach((operation, figures) -> {
            String fastest = figures.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            backends.put(operation, candidates.named(fastest));
            choices.put(operation, new Choice(fastest, figures));
        });
        return new PostQuantum(backends, new BackendReport(choices, candidates.disabled(), false), new SecureRandom());
    }

    static PostQuantum pin(Candidates candidates, String backend) {
        PqBackend only = candidates.named(backend);
        Map<PqOperation, PqBackend> backends = new EnumMap<>(PqOperation.class);
        Map<PqOperation, Choice> choices = new EnumMap<>(PqOperation.class);
        for (PqOperation operation : PqOperation.values()) {
            backends.put(operation, only);
            choices.put(operation, new Choice(backend, Map.of()));
        }
        return new PostQuantum(backends, new BackendReport(choices, candidates.disabled(), true), new SecureRandom());
    }

    /** The same backends with other randomness, so that test vectors repeat. */
    PostQuantum withRandom(SecureRandom other) {
        return new PostQuantum(backends, report, other);
    }

    public BackendReport report() {
        return report;
    }

    /** Checks size and modulus; throws {@link InvalidPqKeyException}. The array is copied. */
    public KemPublicKey kemPublicKey(byte[] raw) {
        return new KemPublicKey(raw, backend(PqOperation.ENCAPSULATE), random);
    }

    /** From a seed of 64 bytes {@code d||z}, which stays the caller's. */
    public KemPrivateKey kemPrivateKey(Secret seed) {
        PqBackend backend = backend(PqOperation.DECAPSULATE);
        return seed.reveal(
                bytes -> new KemPrivateKey(kemPublicKey(backend.kemPublicKey(bytes)), backend.decapsulator(bytes)));
    }

    /** From a seed of 32 bytes, which stays the caller's. */
    public SigningKey signingKey(SigningKeyId id, Secret seed) {
        PqBackend backend = backend(PqOperation.SIGN);
        return seed.reveal(
                bytes -> new SigningKey(id, backend.signaturePublicKey(bytes), backend.signer(bytes), random));
    }

    /** From 1952 raw bytes, which are copied; throws {@link InvalidPqKeyException} for another size. */
    public VerificationKey verificationKey(SigningKeyId id, byte[] raw) {
        return new VerificationKey(id, raw, backend(PqOperation.VERIFY));
    }

    /** A fresh seed for {@link #kemPrivateKey}. */
    public Secret newKemSeed() {
        return Secret.random(PqSizes.KEM_SEED, random);
    }

    /** A fresh seed for {@link #signingKey}. */
    public Secret newSigningSeed() {
        return Secret.random(PqSizes.SIGNATURE_SEED, random);
    }

    private PqBackend backend(PqOperation operation) {
        PqBackend backend = backends.get(operation);
        if (backend == null) {
            throw new IllegalStateException("no backend for " + operation);
        }
        return backend;
    }
}
