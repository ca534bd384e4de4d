package dev.sallyport.guard.facts;

import java.util.Locale;

/// What kind of statement it is, by its outermost node.
public enum StatementKind {
    /// SELECT, VALUES or TABLE.
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    EXPLAIN,
    SHOW,
    /// SET, RESET, DISCARD.
    SESSION,
    /// BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their kin.
    TRANSACTION,
    /// LISTEN, NOTIFY, UNLISTEN.
    NOTIFICATION,
    /// DECLARE, FETCH, MOVE, CLOSE.
    CURSOR,
    /// PREPARE, EXECUTE, DEALLOCATE.
    PREPARED,
    LOCK,
    LOAD,
    DO,
    CALL,
    COPY,
    TRUNCATE,
    /// CREATE, ALTER, DROP, COMMENT.
    DDL,
    /// VACUUM, ANALYZE, REINDEX, CLUSTER, CHECKPOINT, REFRESH.
    MAINTENANCE,
    /// Grants, roles, owners, configuration, extensions, foreign data.
    ADMIN,
    /// Not understood.
    UNKNOWN;

    /// As written in policies and reports: lower case.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// A schema change rather than a statement of an application.
    public boolean changesSchema() {
        return this == DDL || this == ADMIN || this == MAINTENANCE;
    }

    /// INSERT, UPDATE, DELETE, MERGE.
    public boolean changesRows() {
        return this == INSERT || this == UPDATE || this == DELETE || this == MERGE;
    }
}
