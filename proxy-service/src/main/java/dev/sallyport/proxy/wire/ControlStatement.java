package dev.sallyport.proxy.wire;

/// The only statements that this client sends of itself. None takes text from a tenant.
public enum ControlStatement {
    BEGIN_READ_ONLY("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"),
    BEGIN("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"),
    BEGIN_REPEATABLE_READ("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"),
    BEGIN_SERIALIZABLE("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"),
    /// Freezes the transaction's mode: a later `SET TRANSACTION READ WRITE` fails with 25001.
    PROBE("SELECT 1"),
    COMMIT("COMMIT"),
    ROLLBACK("ROLLBACK"),
    DISCARD_ALL("DISCARD ALL");

    private final String sql;

    ControlStatement(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
