package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;
import java.util.List;

/** An ML-KEM-768 key pair made from its seed, ready to decapsulate; close wipes. Made by {@link PostQuantum#kemPrivateKey}. */
public final class KemPrivateKey implements AutoCloseable {
    private final KemPublicKey publicKey;
    private final Switchboard board;
    private final List<PqBackend.Decapsulator> decapsulators;
    private volatile boolean closed;

    KemPrivateKey(byte[] seed, Switchboard board, SecureRandom random) {
        byte[] raw = board.backend(PqOperation.DECAPSULATE).kemPublicKey(seed);
        this.publicKey = new KemPublicKey(raw, board, random);
        this.board = board;
        this.decapsulators = board.prepare(backend -> backend.decapsulator(seed));
    }

    public KemPublicKey publicKey() {
        return publicKey;
    }

    /**
     * The shared secret of 32 bytes, to be closed by the caller. A ciphertext that was changed gives random-looking
     * bytes, never an error (FIPS 203 section 6.3): only a commitment or a tag proves anything.
     */
    public Secret decapsulate(byte[] ciphertext) {
        requireOpen();
        Secret sharedSecret =
                Secret.take(board.pick(PqOperation.DECAPSULATE, decapsulators).decapsulate(ciphertext));
        requireOpen();
        return sharedSecret;
    }

    @Override
    public void close() {
        closed = true;
        decapsulators.forEach(PqBackend.Decapsulator::close);
    }

    @Override
    public String toString() {
        return "KemPrivateKey[ML-KEM-768]";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("key is closed");
        }
    }
}
