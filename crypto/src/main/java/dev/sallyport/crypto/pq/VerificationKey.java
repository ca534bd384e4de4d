package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.id.SigningKeyId;
import java.util.List;

/** An ML-DSA-65 public key, ready to verify. Thread safe. Made by {@link PostQuantum#verificationKey}. */
public final class VerificationKey {
    private final SigningKeyId id;
    private final byte[] raw;
    private final Switchboard board;
    private final List<PqBackend.Verifier> verifiers;

    VerificationKey(SigningKeyId id, byte[] raw, Switchboard board) {
        this.id = id;
        this.raw = PqSizes.require(raw, PqSizes.SIGNATURE_PUBLIC_KEY, "ML-DSA-65 public key")
                .clone();
        this.board = board;
        this.verifiers = board.prepare(backend -> backend.verifier(this.raw));
    }

    public SigningKeyId id() {
        return id;
    }

    /** A copy of the 1952 raw bytes. */
    public byte[] toBytes() {
        return raw.clone();
    }

    /** True only for a signature of exactly 3309 bytes that fits; whatever a backend throws counts as false. */
    public boolean verify(byte[] message, byte[] signature) {
        try {
            return signature.length == PqSizes.SIGNATURE
                    && board.pick(PqOperation.VERIFY, verifiers).verify(message, signature);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "VerificationKey[" + id + "]";
    }
}
