package dev.sallyport.proxy.wire;

/// No usable connection came of an attempt to open one. The text is for the log and names no host, user or
/// password.
public final class OpenFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// Why, in the terms of the API's refusals.
    public enum Reason {
        UNREACHABLE,
        TLS_FAILED,
        AUTH_FAILED,
        /// The server broke the protocol or a bound, or did not prove that it knows the password.
        PROTOCOL_FAILED
    }

    private final Reason reason;
    private final String sqlState;

    public OpenFailure(Reason reason, String text) {
        this(reason, text, "");
    }

    private OpenFailure(Reason reason, String text, String sqlState) {
        super(text, null, false, false);
        this.reason = reason;
        this.sqlState = sqlState;
    }

    static OpenFailure ofServer(Reason reason, String sqlState) {
        return new OpenFailure(reason, "sqlstate " + sqlState, sqlState);
    }

    public Reason reason() {
        return reason;
    }

    /// What the server answered; empty where it did not.
    public String sqlState() {
        return sqlState;
    }
}
