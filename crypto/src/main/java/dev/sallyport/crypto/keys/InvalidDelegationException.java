package dev.sallyport.crypto.keys;

/** A delegation that the pinned root key did not sign. */
public final class InvalidDelegationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidDelegationException() {
        super("delegation is not signed by the pinned root key");
    }
}
