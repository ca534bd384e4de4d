package dev.sallyport.proxy.wire;

import org.jspecify.annotations.Nullable;

/// The server's `ErrorResponse`, as sent: it may hold values, hosts and users, so nobody but the mapper of refusals
/// reads `message`.
///
/// @param sqlState five characters of `[0-9A-Z]`, or `XX000` where the server sent none or something else
/// @param message the server's text, at most 1,024 characters
/// @param position 1-based character position in the statement, or 0
public record ServerError(
        String sqlState,
        String message,
        int position,
        @Nullable String table,
        @Nullable String column,
        @Nullable String constraint) {

    /// Whether the state begins with these characters.
    public boolean in(String stateClass) {
        return sqlState.startsWith(stateClass);
    }
}
