package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.proxy.execute.TokenizedInsert;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.operation.Operation;
import java.util.HashMap;
import java.util.Map;

/// Which columns of an insert are tokenized: those that the integration says, and those that the call adds. A call
/// can name another kind of data for a column and cannot take one off the integration's list.
final class TokenColumns {

    private TokenColumns() {}

    static TokenizedInsert.Context context(Grant.Integration grant, Operation operation) {
        Map<String, String> columns = new HashMap<>();
        if (operation instanceof Operation.TokenizeAndInsert insert) {
            grant.tokenization().ifPresent(settings -> integrations(settings, columns));
            insert.tokenize().forEach((column, request) -> columns.put(column, request.dataType()));
        }
        return new TokenizedInsert.Context(grant.tenant(), grant.id(), grant.credential(), columns);
    }

    /// `{column: {data_type}}`, or that under the member `columns`.
    private static void integrations(JsonObject settings, Map<String, String> columns) {
        JsonObject byColumn = settings.find("columns") instanceof JsonObject nested ? nested : settings;
        byColumn.members().forEach((column, value) -> {
            if (value instanceof JsonString(String dataType)) {
                columns.put(column, dataType);
            } else if (value instanceof JsonObject object
                    && object.find("data_type") instanceof JsonString(String dataType)) {
                columns.put(column, dataType);
            }
        });
    }
}
