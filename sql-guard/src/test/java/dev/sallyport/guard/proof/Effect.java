package dev.sallyport.guard.proof;

/// What a text did on the real server, the gravest first.
///
/// @param kind what was seen
/// @param sqlState of the server's refusal, or empty
record Effect(Kind kind, String sqlState) {

    enum Kind {
        /// Data, schema, roles, settings, files or other sessions are not as they were.
        CHANGED_SERVER,
        /// Its own session is not as it was: settings, role, locks, cursors, plans, an open transaction, the
        /// connection.
        CHANGED_SESSION,
        /// Its transaction is not as it was: it wrote or locked, changed a setting or opened a cursor, or ended it.
        CHANGED_TRANSACTION,
        /// It waited, or ran until the server's time limit.
        HELD,
        /// It gave rows.
        ANSWERED,
        /// It ran and left nothing behind.
        NOTHING,
        /// The server refused it.
        REFUSED
    }

    boolean changed() {
        return switch (kind) {
            case CHANGED_SERVER, CHANGED_SESSION, CHANGED_TRANSACTION -> true;
            case HELD, ANSWERED, NOTHING, REFUSED -> false;
        };
    }

    boolean acted() {
        return changed() || kind == Kind.HELD;
    }

    /// The kind, or for a refusal its SQLSTATE.
    String outcome() {
        return kind == Kind.REFUSED ? sqlState : kind.name();
    }
}
