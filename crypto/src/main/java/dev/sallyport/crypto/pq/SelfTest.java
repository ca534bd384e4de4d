package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.codec.Hashes;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a backend must pass before it may touch a key: known answers (fixed seeds, fixed randomness, compared by SHA-512)
 * and a cross-check in both directions against the baseline.
 */
final class SelfTest {
    private static final byte[] MESSAGE = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final FixedRandom RANDOM = new FixedRandom(0x42);
    private static final FixedRandom NO_RANDOM = new FixedRandom(0);

    private final PqBackend baseline;

    SelfTest(PqBackend baseline) {
        this.baseline = baseline;
    }

    /** Throws {@link IllegalStateException} with the name of the first check that fails. */
    void run(PqBackend candidate) {
        kem(candidate);
        signature(candidate);
    }

    private void kem(PqBackend candidate) {
        byte[] seed = counting(PqSizes.KEM_SEED);
        byte[] publicKey = candidate.kemPublicKey(seed);
        require("ML-KEM key generation", KnownAnswers.KEM_PUBLIC_KEY, publicKey);
        try (Encapsulation own = candidate.encapsulator(publicKey).encapsulate(RANDOM);
                Encapsulation other = baseline.encapsulator(publicKey).encapsulate(new FixedRandom(0x17));
                PqBackend.Decapsulator ownKey = candidate.decapsulator(seed);
                PqBackend.Decapsulator otherKey = baseline.decapsulator(seed)) {
            require("ML-KEM ciphertext", KnownAnswers.KEM_CIPHERTEXT, own.ciphertext());
            require("ML-KEM shared secret", KnownAnswers.KEM_SHARED_SECRET, own.sharedSecret());
            same("ML-KEM to the baseline", own.sharedSecret(), otherKey.decapsulate(own.ciphertext()));
            same("ML-KEM from the baseline", other.sharedSecret(), ownKey.decapsulate(other.ciphertext()));
            byte[] tampered = flipped(other.ciphertext());
            same("ML-KEM implicit rejection", otherKey.decapsulate(tampered), ownKey.decapsulate(tampered));
        }
    }

    private void signature(PqBackend candidate) {
        byte[] seed = counting(PqSizes.SIGNATURE_SEED);
        byte[] publicKey = candidate.signaturePublicKey(seed);
        require("ML-DSA key generation", KnownAnswers.SIGNATURE_PUBLIC_KEY, publicKey);
        try (PqBackend.Signer ownKey = candidate.signer(seed);
                PqBackend.Signer otherKey = baseline.signer(seed)) {
            byte[] signature = ownKey.sign(MESSAGE, NO_RANDOM);
            require("ML-DSA signature", KnownAnswers.SIGNATURE, signature);
            holds("ML-DSA to the baseline", baseline.verifier(publicKey).verify(MESSAGE, signature));
            byte[] hedged = otherKey.sign(MESSAGE, RANDOM);
            holds("ML-DSA from the baseline", candidate.verifier(publicKey).verify(MESSAGE, hedged));
            holds("ML-DSA hedging", Arrays.equals(hedged, ownKey.sign(MESSAGE, RANDOM)));
            holds("ML-DSA refusal", !candidate.verifier(publicKey).verify(MESSAGE, flipped(hedged)));
            holds("ML-DSA refusal of a message", !candidate.verifier(publicKey).verify(flipped(MESSAGE), hedged));
        }
    }

    private static void require(String check, String expectedSha512, byte[] actual) {
        holds(check, HexFormat.of().formatHex(Hashes.sha512(actual)).equals(expectedSha512));
    }

    private static void same(String check, byte[] expected, byte[] actual) {
        holds(check, Hashes.constantTimeEquals(expected, actual));
    }

    private static void holds(String check, boolean condition) {
        if (!condition) {
            throw new IllegalStateException("self-test failed: " + check);
        }
    }

    private static byte[] counting(int length) {
        byte[] seed = new byte[length];
        for (int i = 0; i < length; i++) {
            seed[i] = (byte) i;
        }
        return seed;
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        changed[changed.length / 2] ^= 1;
        return changed;
    }
}
