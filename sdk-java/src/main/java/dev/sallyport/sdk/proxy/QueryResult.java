package dev.sallyport.sdk.proxy;

import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.util.Iterator;
import java.util.List;

/**
 * What a query found.
 *
 * @param truncated whether the integration's limit cut rows off
 * @param answer the verified envelope that carried this
 */
public record QueryResult(List<Column> columns, List<Row> rows, long rowCount, boolean truncated, VerifiedAnswer answer)
        implements Iterable<Row> {

    /** Keeps unmodifiable lists. */
    public QueryResult {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * The one row of a result that has exactly one.
     *
     * @throws IllegalStateException where it has none or several
     */
    public Row single() {
        if (rows.size() != 1) {
            throw new IllegalStateException("the result has " + rows.size() + " rows, not one");
        }
        return rows.get(0);
    }

    @Override
    public Iterator<Row> iterator() {
        return rows.iterator();
    }
}
