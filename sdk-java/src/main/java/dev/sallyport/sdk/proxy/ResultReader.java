package dev.sallyport.sdk.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.sdk.answer.VerifiedAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Typed results of opened answers. */
final class ResultReader {

    private ResultReader() {}

    static QueryResult query(JsonNode result, VerifiedAnswer answer) {
        List<Column> columns = columns(result);
        List<Row> rows = rows(result, columns);
        return new QueryResult(
                columns,
                rows,
                result.path("row_count").asLong(rows.size()),
                result.path("truncated").asBoolean(false),
                answer);
    }

    static ExecuteResult execute(JsonNode result, VerifiedAnswer answer) {
        StatementResult read = statement(result);
        return new ExecuteResult(read.rowsAffected(), read.columns(), read.rows(), answer);
    }

    static TransactionResult transaction(JsonNode result, VerifiedAnswer answer) {
        List<StatementResult> results = new ArrayList<>();
        result.path("results").forEach(each -> results.add(statement(each)));
        return new TransactionResult(results, answer);
    }

    static InsertResult insert(JsonNode result, VerifiedAnswer answer) {
        JsonNode tokens = result.path("tokens");
        List<Map<String, String>> read = new ArrayList<>();
        if (tokens.isArray()) {
            tokens.forEach(each -> read.add(tokens(each)));
        } else {
            read.add(tokens(tokens));
        }
        return new InsertResult(result.path("rows_affected").asLong(), read, result, answer);
    }

    private static Map<String, String> tokens(JsonNode members) {
        Map<String, String> tokens = new LinkedHashMap<>();
        members.properties()
                .forEach(member -> tokens.put(member.getKey(), member.getValue().asText()));
        return tokens;
    }

    private static StatementResult statement(JsonNode result) {
        List<Column> columns = columns(result);
        List<Row> rows = rows(result, columns);
        long affected = result.has("rows_affected")
                ? result.path("rows_affected").asLong()
                : result.path("row_count").asLong(rows.size());
        return new StatementResult(affected, columns, rows);
    }

    private static List<Column> columns(JsonNode result) {
        List<Column> columns = new ArrayList<>();
        result.path("columns")
                .forEach(column -> columns.add(new Column(
                        column.path("name").asText(), column.path("type").asText())));
        return columns;
    }

    private static List<Row> rows(JsonNode result, List<Column> columns) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode values : result.path("rows")) {
            List<Cell> cells = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                cells.add(new Cell(columns.get(i), values.path(i)));
            }
            rows.add(new Row(cells));
        }
        return rows;
    }
}
