package dev.sallyport.crypto.pq;

import java.util.Arrays;

/** A KEM ciphertext of 1088 bytes and its shared secret of 32 bytes; close zeroes the secret. */
public final class Encapsulation implements AutoCloseable {
    private final byte[] ciphertext;
    private final byte[] sharedSecret;

    /** Takes both arrays over. */
    public Encapsulation(byte[] ciphertext, byte[] sharedSecret) {
        this.ciphertext = ciphertext;
        this.sharedSecret = sharedSecret;
    }

    /** The array itself, not a copy. */
    public byte[] ciphertext() {
        return ciphertext;
    }

    /** The array itself, lent until close. */
    public byte[] sharedSecret() {
        return sharedSecret;
    }

    @Override
    public void close() {
        Arrays.fill(sharedSecret, (byte) 0);
    }
}
