package dev.sallyport.sdk.proxy;

import java.util.List;

/**
 * What one statement of a transaction did.
 *
 * @param rowsAffected rows written, or found by a query
 * @param columns empty where the statement gives no rows
 */
public record StatementResult(long rowsAffected, List<Column> columns, List<Row> rows) {

    /** Keeps unmodifiable lists. */
    public StatementResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
