package dev.sallyport.sdk.proxy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.sdk.http.Json;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One statement with its parameters, which never become part of its text.
 *
 * @param sql with {@code $1}, {@code $2} where the parameters belong
 * @param params as JSON, see {@link #of}
 * @param expectRows the transaction fails unless the statement affects exactly this many rows
 */
public record Statement(String sql, ArrayNode params, OptionalLong expectRows) {

    /** Checks that nothing is missing. */
    public Statement {
        requireNonNull(sql, "sql is null");
        requireNonNull(params, "params is null");
        requireNonNull(expectRows, "expectRows is null");
    }

    /**
     * A statement. Parameters may be null, booleans, numbers, texts, bytes, UUIDs, enums, {@code java.time} values,
     * collections and maps of these, or a {@code JsonNode}.
     *
     * @throws IllegalArgumentException for a parameter of another type
     */
    public static Statement of(String sql, @Nullable Object... params) {
        return new Statement(sql, Parameters.toJson(params), OptionalLong.empty());
    }

    /** The same statement, which fails its transaction unless it affects {@code rows} rows. */
    public Statement expectingRows(long rows) {
        return new Statement(sql, params, OptionalLong.of(rows));
    }

    ObjectNode toJson() {
        ObjectNode statement = Json.object().put("sql", sql);
        statement.set("params", params);
        expectRows.ifPresent(rows -> statement.put("expect_rows", rows));
        return statement;
    }

    /** The text without its parameters. */
    @Override
    public String toString() {
        return "Statement[" + params.size() + " parameters]";
    }
}
