package dev.sallyport.crypto.kms;

import dev.sallyport.crypto.secret.Secret;

/** A fresh data key: its 32 bytes, to be closed by the caller, and the same key wrapped by the KMS. */
public final class DataKey implements AutoCloseable {
    private final Secret plaintext;
    private final byte[] wrapped;

    /** Takes over {@code plaintext}; copies {@code wrapped}. */
    public DataKey(Secret plaintext, byte[] wrapped) {
        this.plaintext = plaintext;
        this.wrapped = wrapped.clone();
    }

    public Secret plaintext() {
        return plaintext;
    }

    public byte[] wrapped() {
        return wrapped.clone();
    }

    @Override
    public void close() {
        plaintext.close();
    }
}
