package dev.sallyport.proxy.operation;

import dev.sallyport.crypto.codec.JsonValue;
import java.util.List;

/// One statement as the caller wrote it, with its parameters in the order of `$1`, `$2`, ….
public record SqlStatement(String sql, List<JsonValue> params) {
    public SqlStatement {
        params = List.copyOf(params);
    }

    @Override
    public String toString() {
        return "SqlStatement[" + sql.length() + " characters, " + params.size() + " parameters]";
    }
}
