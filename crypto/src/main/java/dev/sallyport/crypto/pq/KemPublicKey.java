package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.codec.Hashes;
import java.security.SecureRandom;

/**
 * An ML-KEM-768 public key whose size and modulus were checked (FIPS 203 section 7.2), ready to encapsulate; its SHA-512
 * is computed once. Thread safe. Made by {@link PostQuantum#kemPublicKey}.
 */
public final class KemPublicKey {
    private static final int MODULUS = 3329;
    private static final int COEFFICIENT_BYTES = 1152;

    private final byte[] raw;
    private final byte[] sha512;
    private final Switchboard board;
    private volatile Prepared prepared;
    private final SecureRandom random;

    /** For one backend alone, since a proxy holds a key for each of its callers: a form takes up to 2.4 KB. */
    private record Prepared(PqBackend backend, PqBackend.Encapsulator encapsulator) {}

    KemPublicKey(byte[] raw, Switchboard board, SecureRandom random) {
        this.raw = PqSizes.require(raw, PqSizes.KEM_PUBLIC_KEY, "ML-KEM-768 public key")
                .clone();
        requireModulus(this.raw);
        this.sha512 = Hashes.sha512(this.raw);
        this.board = board;
        this.prepared = prepare(board.backend(PqOperation.ENCAPSULATE));
        this.random = random;
    }

    /** A fresh shared secret and its ciphertext; the caller closes it. */
    public Encapsulation encapsulate() {
        PqBackend turn = board.backend(PqOperation.ENCAPSULATE);
        Prepared form = prepared;
        if (form.backend != turn) {
            form = prepare(turn);
            prepared = form;
        }
        return form.encapsulator.encapsulate(random);
    }

    private Prepared prepare(PqBackend backend) {
        return new Prepared(backend, backend.encapsulator(raw));
    }

    /** A copy of the 1184 raw bytes. */
    public byte[] toBytes() {
        return raw.clone();
    }

    /** A copy of SHA-512 over the 1184 raw bytes. */
    public byte[] sha512() {
        return sha512.clone();
    }

    /** Every 12-bit coefficient is below q. */
    private static void requireModulus(byte[] raw) {
        for (int i = 0; i < COEFFICIENT_BYTES; i += 3) {
            int b0 = raw[i] & 0xff;
            int b1 = raw[i + 1] & 0xff;
            int b2 = raw[i + 2] & 0xff;
            if ((b0 | (b1 & 0x0f) << 8) >= MODULUS || (b1 >>> 4 | b2 << 4) >= MODULUS) {
                throw new InvalidPqKeyException("ML-KEM-768 public key fails the modulus check");
            }
        }
    }
}
