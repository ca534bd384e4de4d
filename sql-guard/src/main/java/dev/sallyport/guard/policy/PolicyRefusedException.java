package dev.sallyport.guard.policy;

import java.io.Serial;

/// The document is not a policy.
public final class PolicyRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final String pointer;

    public PolicyRefusedException(String message, String pointer) {
        super(message, null, false, false);
        this.pointer = pointer;
    }

    /// RFC 6901 pointer to the place that is wrong; empty for the document as a whole.
    public String pointer() {
        return pointer;
    }
}
