package dev.sallyport.localkms.error;

/// A refusal that goes to the caller as it is. The message holds names, never key material or plaintext.
public final class KmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final KmsError error;

    public KmsException(KmsError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public KmsError error() {
        return error;
    }
}
