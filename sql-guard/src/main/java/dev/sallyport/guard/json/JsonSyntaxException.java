package dev.sallyport.guard.json;

import java.io.Serial;

/// The text is not the strict JSON that is read here.
public final class JsonSyntaxException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final String pointer;
    private final int offset;

    JsonSyntaxException(String message, String pointer, int offset) {
        super(message, null, false, false);
        this.pointer = pointer;
        this.offset = offset;
    }

    /// RFC 6901 pointer to the value that was being read.
    public String pointer() {
        return pointer;
    }

    /// In characters, from 0.
    public int offset() {
        return offset;
    }
}
