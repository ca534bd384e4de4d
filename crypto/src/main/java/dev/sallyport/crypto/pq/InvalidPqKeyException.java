package dev.sallyport.crypto.pq;

/** Bytes that are no key of the wanted kind. The message says what is wrong and never repeats the bytes. */
public final class InvalidPqKeyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidPqKeyException(String message) {
        super(message);
    }
}
