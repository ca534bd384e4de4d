package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Makes post-quantum keys on the backends that passed their checks and were the fastest, per operation, on this
 * machine. Make one at start and share it: making it runs the self-tests and, unless pinned, about 100 ms of
 * calibration. Thread safe.
 *
 * <p>What 100 ms can measure is cold code: the right measure for a process that ends soon. A process that stays begins
 * {@link #unmeasured} and calls {@link #settle} once it serves; keys made before follow the new choice.
 */
public final class PostQuantum {
    private static final Duration CALIBRATION = Duration.ofMillis(100);

    private final Switchboard board;
    private final SecureRandom random;

    private PostQuantum(Switchboard board, SecureRandom random) {
        this.board = board;
        this.random = random;
    }

    /** Checks all candidates and picks the fastest per operation in about 100 ms. */
    public static PostQuantum calibrated() {
        return calibrated(CALIBRATION);
    }

    /** The same with another amount of time. */
    public static PostQuantum calibrated(Duration budget) {
        return choose(Candidates.load(), budget);
    }

    /**
     * Checks all candidates and measures none: the platform's own implementation does everything where there is one, for
     * it is native to the JVM, else BouncyCastle. For a process that stays and calls {@link #settle} once it serves; a
     * measurement of cold code would often choose worse and costs time at start.
     */
    public static PostQuantum unmeasured() {
        return unmeasured(Candidates.load());
    }

    /**
     * Every operation on one backend, {@code bc} or {@code jdk}. It still runs the self-tests; throws {@link
     * IllegalStateException} when the backend is not there or fails one.
     */
    public static PostQuantum pinned(String backend) {
        return pin(Candidates.load(), backend);
    }

    static PostQuantum choose(Candidates candidates, Duration budget) {
        Switchboard board = Switchboard.open(candidates);
        board.choose(new Calibration(budget).run(candidates.healthy()));
        return new PostQuantum(board, new SecureRandom());
    }

    static PostQuantum unmeasured(Candidates candidates) {
        Switchboard board = Switchboard.open(candidates);
        board.preferOffered();
        return new PostQuantum(board, new SecureRandom());
    }

    static PostQuantum pin(Candidates candidates, String backend) {
        return new PostQuantum(Switchboard.pinned(candidates, backend), new SecureRandom());
    }

    /** The same backends with other randomness, so that test vectors repeat. */
    PostQuantum withRandom(SecureRandom other) {
        return new PostQuantum(board, other);
    }

    /**
     * Measures again until two rounds agree, at most for {@code limit}, and takes that choice for every key, also for
     * those made before. Until then the earlier choice stays. It keeps one core busy and warms all candidates up; call it
     * on a thread of your own. Does nothing when pinned or where there is one candidate.
     */
    public BackendReport settle(Duration limit) {
        return new Settling(board).run(limit);
    }

    /**
     * Measures for {@code budget}, and once more where that speaks against the present choice; the better figures of both
     * choose for every key. For a process that has served for a while: what its compiler had not finished when {@link
     * #settle} ended, it has by now. Does nothing when pinned or where there is one candidate.
     */
    public BackendReport measureAgain(Duration budget) {
        return new Settling(board).again(budget);
    }

    public BackendReport report() {
        return board.report();
    }

    /** Checks size and modulus; throws {@link InvalidPqKeyException}. The array is copied. */
    public KemPublicKey kemPublicKey(byte[] raw) {
        return new KemPublicKey(raw, board, random);
    }

    /** From a seed of 64 bytes {@code d||z}, which stays the caller's. */
    public KemPrivateKey kemPrivateKey(Secret seed) {
        return seed.reveal(bytes -> new KemPrivateKey(bytes, board, random));
    }

    /** From a seed of 32 bytes, which stays the caller's. */
    public SigningKey signingKey(SigningKeyId id, Secret seed) {
        return seed.reveal(bytes -> new SigningKey(id, bytes, board, random));
    }

    /** From 1952 raw bytes, which are copied; throws {@link InvalidPqKeyException} for another size. */
    public VerificationKey verificationKey(SigningKeyId id, byte[] raw) {
        return new VerificationKey(id, raw, board);
    }

    /** A fresh seed for {@link #kemPrivateKey}. */
    public Secret newKemSeed() {
        return Secret.random(PqSizes.KEM_SEED, random);
    }

    /** A fresh seed for {@link #signingKey}. */
    public Secret newSigningSeed() {
        return Secret.random(PqSizes.SIGNATURE_SEED, random);
    }
}
