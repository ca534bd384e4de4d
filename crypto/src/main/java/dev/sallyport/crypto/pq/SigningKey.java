package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.id.SigningKeyId;
import java.security.SecureRandom;

/** An ML-DSA-65 key pair made from its seed, ready to sign; close wipes. Thread safe. Made by {@link PostQuantum#signingKey}. */
public final class SigningKey implements AutoCloseable {
    private final SigningKeyId id;
    private final byte[] publicKey;
    private final PqBackend.Signer signer;
    private final SecureRandom random;
    private volatile boolean closed;

    SigningKey(SigningKeyId id, byte[] publicKey, PqBackend.Signer signer, SecureRandom random) {
        this.id = id;
        this.publicKey = publicKey;
        this.signer = signer;
        this.random = random;
    }

    public SigningKeyId id() {
        return id;
    }

    /** A copy of the 1952 raw bytes. */
    public byte[] publicKeyBytes() {
        return publicKey.clone();
    }

    /** A hedged signature of 3309 bytes with empty context. */
    public byte[] sign(byte[] message) {
        requireOpen();
        byte[] signature = signer.sign(message, random);
        requireOpen();
        return signature;
    }

    @Override
    public void close() {
        closed = true;
        signer.close();
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("key is closed");
        }
    }
}
