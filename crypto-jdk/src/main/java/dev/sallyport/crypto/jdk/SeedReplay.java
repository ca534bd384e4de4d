package dev.sallyport.crypto.jdk;

import java.security.SecureRandom;
import java.util.Arrays;

/// Gives out the bytes of one seed in order, and fails when asked for more. Close zeroes its copy.
final class SeedReplay extends SecureRandom implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;
    private int position;

    SeedReplay(byte[] seed) {
        this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (bytes.length > seed.length - position) {
            throw new IllegalStateException("more randomness asked for than the seed holds");
        }
        System.arraycopy(seed, position, bytes, 0, bytes.length);
        position += bytes.length;
    }

    @Override
    public String getAlgorithm() {
        return "seed";
    }

    @Override
    public void close() {
        Arrays.fill(seed, (byte) 0);
    }
}
