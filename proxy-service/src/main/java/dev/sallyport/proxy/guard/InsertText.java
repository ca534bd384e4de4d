package dev.sallyport.proxy.guard;

import dev.sallyport.proxy.operation.Operation;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// The INSERT that `tokenize_and_insert` stands for, one for each set of columns, for judging only: what runs is
/// written from the database's catalogue.
final class InsertText {

    private InsertText() {}

    static List<String> of(Operation.TokenizeAndInsert insert) {
        return insert.records().stream()
                .map(record -> record.keySet())
                .distinct()
                .map(columns -> text(insert.table(), List.copyOf(columns)))
                .toList();
    }

    private static String text(String table, List<String> columns) {
        String target = table.indexOf('.') < 0
                ? quoted(table)
                : quoted(table.substring(0, table.indexOf('.'))) + "."
                        + quoted(table.substring(table.indexOf('.') + 1));
        if (columns.isEmpty()) {
            return "INSERT INTO " + target + " DEFAULT VALUES";
        }
        var values = new StringJoiner(", ");
        for (int i = 1; i <= columns.size(); i++) {
            values.add("$" + i);
        }
        return "INSERT INTO " + target + " ("
                + columns.stream().map(InsertText::quoted).collect(Collectors.joining(", ")) + ") VALUES (" + values
                + ")";
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
