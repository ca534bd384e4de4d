package dev.sallyport.guard.tree;

import java.io.Serial;

/// The tree holds something that is not in the allow-list, or is not libpg_query's JSON at all.
public final class UnknownNodeException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final String pointer;

    UnknownNodeException(String message, String pointer) {
        super(message, null, false, false);
        this.pointer = pointer;
    }

    /// RFC 6901 pointer to the last place that was still known.
    public String pointer() {
        return pointer;
    }
}
