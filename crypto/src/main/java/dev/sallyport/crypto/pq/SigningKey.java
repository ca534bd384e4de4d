package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.id.SigningKeyId;
import java.security.SecureRandom;
import java.util.List;

/** An ML-DSA-65 key pair made from its seed, ready to sign; close wipes. Thread safe. Made by {@link PostQuantum#signingKey}. */
public final class SigningKey implements AutoCloseable {
    private final SigningKeyId id;
    private final byte[] publicKey;
    private final Switchboard board;
    private final List<PqBackend.Signer> signers;
    private final SecureRandom random;
    private volatile boolean closed;

    SigningKey(SigningKeyId id, byte[] seed, Switchboard board, SecureRandom random) {
        this.id = id;
        this.publicKey = board.backend(PqOperation.SIGN).signaturePublicKey(seed);
        this.board = board;
        this.signers = board.prepare(backend -> backend.signer(seed));
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
        byte[] signature = board.pick(PqOperation.SIGN, signers).sign(message, random);
        requireOpen();
        return signature;
    }

    @Override
    public void close() {
        closed = true;
        signers.forEach(PqBackend.Signer::close);
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
