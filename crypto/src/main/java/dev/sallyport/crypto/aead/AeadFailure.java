package dev.sallyport.crypto.aead;

/** The tag does not fit key, nonce, associated data and ciphertext. There is one message and no cause, on purpose. */
public final class AeadFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AeadFailure() {
        super("authenticated decryption failed");
    }
}
