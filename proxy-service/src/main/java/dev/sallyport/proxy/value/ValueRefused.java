package dev.sallyport.proxy.value;

import dev.sallyport.proxy.wire.RowSink;

/// A value that cannot be carried exactly. Names places (parameter or column number), never the value.
public final class ValueRefused extends RowSink.Refused {

    private static final long serialVersionUID = 1;

    private final String sqlState;

    /// @param sqlState the state that PostgreSQL uses for the same mistake
    public ValueRefused(String sqlState, String text) {
        super(text);
        this.sqlState = sqlState;
    }

    public String sqlState() {
        return sqlState;
    }

    ValueRefused at(String place) {
        return new ValueRefused(sqlState, place + ": " + getMessage());
    }
}
