package dev.sallyport.crypto.id;

/** A text that is no id of the wanted type. The message names the wanted prefix and never repeats the text. */
public final class InvalidIdException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidIdException(String prefix) {
        super("not an id of the form " + prefix + "…, 1 to 128 characters of A-Z a-z 0-9 _ . : -");
    }
}
