package dev.sallyport.crypto.codec;

/** Bytes or text that are not exactly what a format asks for. The message never repeats the input. */
public final class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }
}
