package dev.sallyport.proxy.value;

/// A value that cannot be carried exactly. Names places (parameter or column number), never the value.
public final class ValueRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sqlState;

    /// @param sqlState the state that PostgreSQL uses for the same mistake
    public ValueRefused(String sqlState, String text) {
        super(text, null, false, false);
        this.sqlState = sqlState;
    }

    public String sqlState() {
        return sqlState;
    }

    ValueRefused at(String place) {
        return new ValueRefused(sqlState, place + ": " + getMessage());
    }
}
