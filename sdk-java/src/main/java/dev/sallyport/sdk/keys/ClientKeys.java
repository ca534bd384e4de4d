package dev.sallyport.sdk.keys;

import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.secret.Secret;

/**
 * The key pair that answers are encapsulated to. It is made here; the vault gets its public half, and the seed stays with
 * the client. Owns the seed until {@link #close()}.
 */
public final class ClientKeys implements AutoCloseable {

    /** Size of the seed d || z in bytes. */
    public static final int SEED_BYTES = 64;

    private final Secret seed;
    private final byte[] publicKey;

    private ClientKeys(Secret seed, byte[] publicKey) {
        this.seed = seed;
        this.publicKey = publicKey;
    }

    /** A new key pair. */
    public static ClientKeys generate() {
        return of(Backends.forClients().newKemSeed());
    }

    /** The key pair of a seed of 64 bytes, which this takes over. */
    public static ClientKeys of(Secret seed) {
        if (seed.length() != SEED_BYTES) {
            throw new IllegalArgumentException("an ML-KEM-768 seed has 64 bytes");
        }
        PostQuantum backends = Backends.forClients();
        try (KemPrivateKey key = backends.kemPrivateKey(seed)) {
            return new ClientKeys(seed, key.publicKey().toBytes());
        }
    }

    /** What the vault gets: 1184 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** What it never gets: 64 bytes d || z. Closed with this. */
    public Secret seed() {
        return seed;
    }

    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "ClientKeys[ML-KEM-768]";
    }
}
