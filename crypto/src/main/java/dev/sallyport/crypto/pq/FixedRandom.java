package dev.sallyport.crypto.pq;

import java.security.SecureRandom;

/** Fills with one byte, so that checks and measurements repeat exactly. Never given to a key that is handed out. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte filler;

    FixedRandom(int filler) {
        this.filler = (byte) filler;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        java.util.Arrays.fill(bytes, filler);
    }

    @Override
    public String getAlgorithm() {
        return "fixed";
    }
}
