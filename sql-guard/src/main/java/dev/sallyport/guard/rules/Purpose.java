package dev.sallyport.guard.rules;

/// What the text is judged for.
public enum Purpose {
    /// One statement that only reads.
    QUERY,
    /// One INSERT, UPDATE, DELETE or MERGE.
    EXECUTE,
    /// One statement of several in a transaction that the proxy opens and ends: a read or a write.
    TRANSACTION,
    /// Reviewed and never run by us: several statements, migrations too.
    EVALUATE;

    /// Whether the text may hold several statements.
    public boolean manyStatements() {
        return this == EVALUATE;
    }
}
