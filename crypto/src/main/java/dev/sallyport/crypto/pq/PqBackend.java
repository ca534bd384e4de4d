package dev.sallyport.crypto.pq;

import java.security.SecureRandom;

/**
 * The port: ML-KEM-768 (FIPS 203) and pure ML-DSA-65 with empty context (FIPS 204) on raw bytes. Found by {@link
 * java.util.ServiceLoader}; implementations and what they return are thread safe, keep no array that they are given
 * and throw {@link InvalidPqKeyException} for keys of a wrong size or value.
 */
public interface PqBackend {
    /** Short name for configuration and reports, such as {@code bc}. */
    String name();

    /** The 1184 bytes that belong to a seed of 64 bytes {@code d||z}. */
    byte[] kemPublicKey(byte[] seed);

    /** The 1952 bytes that belong to a seed of 32 bytes {@code xi}. */
    byte[] signaturePublicKey(byte[] seed);

    /** Prepares a public key of 1184 bytes whose modulus check the caller has done. */
    Encapsulator encapsulator(byte[] publicKey);

    /** Prepares the private key of a seed of 64 bytes. */
    Decapsulator decapsulator(byte[] seed);

    /** Prepares the private key of a seed of 32 bytes. */
    Signer signer(byte[] seed);

    /** Prepares a public key of 1952 bytes. */
    Verifier verifier(byte[] publicKey);

    /** A public key, ready. */
    @FunctionalInterface
    interface Encapsulator {
        /** Draws 32 bytes from {@code random}. */
        Encapsulation encapsulate(SecureRandom random);
    }

    /** A decapsulation key, ready; close wipes what the backend can wipe. */
    interface Decapsulator extends AutoCloseable {
        /** The shared secret of 32 bytes; for a ciphertext that was changed it is a random-looking one. */
        byte[] decapsulate(byte[] ciphertext);

        @Override
        void close();
    }

    /** A signing key, ready; close wipes what the backend can wipe. */
    interface Signer extends AutoCloseable {
        /** A signature of 3309 bytes, hedged with 32 bytes from {@code random}. */
        byte[] sign(byte[] message, SecureRandom random);

        @Override
        void close();
    }

    /** A verification key, ready. */
    @FunctionalInterface
    interface Verifier {
        /** Never throws on account of message or signature: what is no signature is false. */
        boolean verify(byte[] message, byte[] signature);
    }
}
