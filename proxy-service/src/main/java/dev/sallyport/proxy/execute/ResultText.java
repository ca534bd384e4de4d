package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.value.JsonBytes;
import dev.sallyport.proxy.value.ResultWriter;
import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.StatementShape;

/// The JSON around the rows of one statement.
final class ResultText {

    private final JsonBytes out;
    private final boolean returnsRows;
    private final ResultWriter rows;

    private ResultText(JsonBytes out, boolean returnsRows, ResultWriter rows) {
        this.out = out;
        this.returnsRows = returnsRows;
        this.rows = rows;
    }

    /// Writes everything that stands before the first row.
    static ResultText begin(JsonBytes out, StatementShape shape, TypeCatalogue types, ExecutionLimits limits) {
        out.raw('{');
        if (shape.returnsRows()) {
            out.raw("\"columns\":[");
            for (int i = 0; i < shape.columns().size(); i++) {
                StatementShape.Column column = shape.columns().get(i);
                out.raw(i == 0 ? "{\"name\":" : ",{\"name\":").string(column.name());
                out.raw(",\"type\":")
                        .string(types.type(column.typeOid()).name())
                        .raw('}');
            }
            out.raw("],\"rows\":[");
        }
        ResultWriter rows = new ResultWriter(out, types.columnTypes(shape), limits.maxRows());
        return new ResultText(out, shape.returnsRows(), rows);
    }

    ResultWriter rows() {
        return rows;
    }

    /// Ends a result that may be cut off at the row limit.
    void endRead() {
        rows.wipe();
        out.raw("],\"row_count\":").number(rows.rows());
        out.raw(rows.hasMore() ? ",\"truncated\":true}" : ",\"truncated\":false}");
    }

    /// Ends the result of a statement that wrote.
    void endWrite(Completion completion) {
        rows.wipe();
        if (returnsRows) {
            out.raw("],");
        }
        out.raw("\"rows_affected\":").number(completion.rows()).raw('}');
    }
}
