package dev.sallyport.crypto.kms;

import org.jspecify.annotations.Nullable;

/** A call to the key management service that gave nothing. Only {@link Kind#UNAVAILABLE} is worth a retry. */
public final class KmsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Unreachable, throttled, timed out, or failing inside. */
        UNAVAILABLE,
        /** The principal may not do this, or not with this context. */
        DENIED,
        /** No such key. */
        NOT_FOUND,
        /** The key is disabled or about to be deleted. */
        DISABLED,
        /** The wrapped key is not of this key, this context, or is damaged. */
        INVALID_CIPHERTEXT
    }

    private final Kind kind;

    public KmsFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public KmsFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
