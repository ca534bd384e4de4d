package dev.sallyport.proxy.wire;

/// No usable connection came of an attempt to open one. The text is for the log and names no host, user or
/// password.
public final class OpenFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// Why, in the terms of the API's refusals.
    public enum Reason {
        UNREACHABLE,
        TLS_FAILED,
        AUTH_FAILED
    }

    private final Reason reason;

    public OpenFailure(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
