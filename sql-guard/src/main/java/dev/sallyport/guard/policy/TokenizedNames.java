package dev.sallyport.guard.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Columns whose values are tokens.
///
/// @param byTable by `schema.table`
/// @param anywhere in whatever table
record TokenizedNames(Map<String, Set<String>> byTable, Set<String> anywhere) {

    /// Of `schema.table`.
    Set<String> of(String table) {
        Set<String> columns = byTable.getOrDefault(table, Set.of());
        if (anywhere.isEmpty()) {
            return columns;
        }
        Set<String> all = new HashSet<>(anywhere);
        all.addAll(columns);
        return all;
    }

    /// With `column`, `table.column` and `schema.table.column` besides.
    TokenizedNames and(Set<String> names, String defaultSchema) {
        Map<String, Set<String>> tables = new HashMap<>();
        byTable.forEach((table, columns) -> tables.put(table, new HashSet<>(columns)));
        Set<String> everywhere = new HashSet<>(anywhere);
        for (String name : names) {
            int dot = name.lastIndexOf('.');
            if (dot < 0) {
                everywhere.add(name);
            } else {
                String table = name.substring(0, dot);
                tables.computeIfAbsent(
                                table.indexOf('.') < 0 ? defaultSchema + "." + table : table, _ -> new HashSet<>())
                        .add(name.substring(dot + 1));
            }
        }
        return new TokenizedNames(Map.copyOf(tables), Set.copyOf(everywhere));
    }
}
