package dev.sallyport.proxy.outbound;

import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.TokenizedParameter;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.proxy.execute.TokenizedInsert;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.guard.TokenizedColumns;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What of a call is tokenized: the columns that the integration and its policy say, and those that
/// the call adds. A
/// call can name another kind of data for a column of an insert and cannot take one off the list.
final class TokenColumns {

    private TokenColumns() {}

    static TokenizedInsert.Context context(Grant.Integration grant, Operation operation, Ruling ruling) {
        TokenizedColumns known = TokenizedColumns.of(grant);
        return switch (operation) {
            case Operation.TokenizeAndInsert insert ->
                context(grant, columns(known, insert, ruling.policy()), List.of());
            case Operation.Query _ -> context(grant, Map.of(), List.of());
            case Operation.Execute _, Operation.Transaction _ ->
                context(
                        grant,
                        Map.of(),
                        ruling.verdicts().stream()
                                .map(verdict -> parameters(known, verdict.facts(), ruling.policy()))
                                .toList());
        };
    }

    private static TokenizedInsert.Context context(
            Grant.Integration grant, Map<String, String> columns, List<Map<Integer, String>> parameters) {
        return new TokenizedInsert.Context(grant.tenant(), grant.id(), grant.credential(), columns, parameters);
    }

    private static Map<String, String> columns(
            TokenizedColumns known, Operation.TokenizeAndInsert insert, Policy policy) {
        String table = insert.table();
        int dot = table.indexOf('.');
        Map<String, String> columns = new HashMap<>();
        for (String column : policy.tokenized(dot < 0 ? "" : table.substring(0, dot), table.substring(dot + 1))) {
            columns.put(
                    column,
                    known.dataType(table, column, policy.defaultSchema()).orElse(TokenizedColumns.PLAIN));
        }
        insert.tokenize().forEach((column, request) -> columns.put(column, request.dataType()));
        return columns;
    }

    /// The kind of data by the number of each parameter that feeds a tokenized column.
    private static Map<Integer, String> parameters(TokenizedColumns known, Facts facts, Policy policy) {
        Map<Integer, String> types = new HashMap<>();
        for (TokenizedParameter parameter : facts.tokenized()) {
            String type = known.dataType(parameter.table(), parameter.column(), policy.defaultSchema())
                    .orElse(TokenizedColumns.PLAIN);
            String before = types.put(parameter.number(), type);
            if (before != null && !before.equals(type)) {
                throw new ProblemException(
                                ProblemCode.TOKENIZATION_FAILED,
                                "One parameter feeds columns of different kinds of data; use a parameter for each.",
                                "parameter of two data types")
                        .with("parameter", parameter.number());
            }
        }
        return types;
    }
}
