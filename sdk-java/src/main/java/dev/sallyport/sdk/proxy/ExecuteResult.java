package dev.sallyport.sdk.proxy;

import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.util.List;

/**
 * What a writing statement did, kept by the database when this is returned.
 *
 * @param columns of RETURNING, empty without it
 * @param rows of RETURNING
 * @param answer the verified envelope that carried this
 */
public record ExecuteResult(long rowsAffected, List<Column> columns, List<Row> rows, VerifiedAnswer answer) {

    /** Keeps unmodifiable lists. */
    public ExecuteResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
