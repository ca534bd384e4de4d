package dev.sallyport.proxy.wire;

/// The server answered a statement with an error; the session lives on.
public final class StatementRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ServerError error;

    public StatementRefused(ServerError error) {
        super("sqlstate " + error.sqlState(), null, false, false);
        this.error = error;
    }

    public ServerError error() {
        return error;
    }
}
