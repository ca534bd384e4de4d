package dev.sallyport.guard.check;

import dev.sallyport.guard.policy.ColumnRight;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.tree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tables of one statement by the names that columns can be qualified with, and which of them have restricted
/// columns. Told for the statement as a whole: a name that means a restricted table anywhere in it counts everywhere.
final class Tables {

    private final Policy policy;
    private final Map<String, List<ColumnRight>> restricted = new HashMap<>();
    private final Set<String> outputNames = new HashSet<>();
    private boolean others;

    Tables(Policy policy) {
        this.policy = policy;
    }

    void gather(Node node) {
        if (node.is("RangeVar")) {
            Names name = Names.ofRelation(node);
            ColumnRight right = policy.columns(name.schema(), name.name());
            if (right == null) {
                others = true;
            } else {
                restricted
                        .computeIfAbsent(nameInStatement(node), _ -> new ArrayList<>())
                        .add(right);
                if (node.member().equals("relation")) {
                    restricted
                            .computeIfAbsent("excluded", _ -> new ArrayList<>())
                            .add(right);
                }
            }
        } else if (node.is("ResTarget") && node.has("name")) {
            outputNames.add(node.text("name"));
        } else if (node.is("RangeFunction") || node.is("RangeSubselect") || node.is("RangeTableFunc")) {
            others = true;
        }
        node.forEach(this::gather);
    }

    static String nameInStatement(Node rangeVar) {
        Node alias = rangeVar.get("alias");
        return alias == null ? rangeVar.text("relname") : alias.text("aliasname");
    }

    boolean none() {
        return restricted.isEmpty();
    }

    /// Whether the name is that of a table with restricted columns.
    boolean isRestricted(String name) {
        return restricted.containsKey(name);
    }

    boolean isOutput(String name) {
        return outputNames.contains(name);
    }

    /// Whether a column may be named with the table's name before it.
    boolean permits(String table, String column) {
        return restricted.getOrDefault(table, List.of()).stream().allMatch(right -> right.permits(column));
    }

    /// Whether a column may be named without a table: nobody masks it, and somebody may have it.
    boolean permitsBare(String column) {
        List<ColumnRight> rights =
                restricted.values().stream().flatMap(List::stream).toList();
        return rights.stream().noneMatch(right -> right.mask().contains(column))
                && (others || rights.stream().anyMatch(right -> right.permits(column)));
    }

    @Nullable
    ColumnRight right(Node rangeVar) {
        Names name = Names.ofRelation(rangeVar);
        return policy.columns(name.schema(), name.name());
    }
}
