package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.TokenizedParameter;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tokenized columns are fed by a bare `$n`, by NULL or by their default, and by nothing else: the proxy replaces the
/// parameter, never the text.
public final class TokenChecks {

    private final Review review;
    private Set<String> tokenized = Set.of();

    public TokenChecks(Review review) {
        this.review = review;
    }

    public void check(Node statement) {
        Names table = Names.ofRelation(Objects.requireNonNull(statement.get("relation"), "relation"));
        tokenized = review.policy().tokenized(table.schema(), table.name());
        switch (statement.type()) {
            case "InsertStmt" -> insert(statement, table);
            case "UpdateStmt" -> assignments(statement.list("targetList"), table);
            case "MergeStmt" -> merge(statement, table);
            default -> {}
        }
    }

    private void insert(Node insert, Names table) {
        Node source = insert.get("selectStmt");
        List<Node> columns = insert.list("cols");
        if (source != null && columns.isEmpty()) {
            unnamed(insert, table);
        } else if (source != null) {
            for (int i = 0; i < columns.size(); i++) {
                inserted(source, i, table, columns.get(i));
            }
        }
        Node conflict = insert.get("onConflictClause");
        if (conflict != null) {
            assignments(conflict.list("targetList"), table);
        }
    }

    /// Values for columns that the statement does not name.
    private void unnamed(Node at, Names table) {
        review.evidence().add(Topic.FED, table.schema(), table.name(), "", "other");
        if (!tokenized.isEmpty()) {
            refuse(at, table, tokenized.iterator().next());
        }
    }

    private void inserted(Node source, int index, Names table, Node column) {
        List<Node> rows = source.list("valuesLists");
        if (rows.isEmpty()) {
            List<Node> targets = source.list("targetList");
            Node value = index < targets.size() ? targets.get(index).get("val") : null;
            feed(value, column, table, column.text("name"));
            return;
        }
        for (Node row : rows) {
            List<Node> values = row.list("items");
            feed(index < values.size() ? values.get(index) : null, column, table, column.text("name"));
        }
    }

    private void merge(Node merge, Names table) {
        for (Node clause : merge.list("mergeWhenClauses")) {
            List<Node> targets = clause.list("targetList");
            List<Node> values = clause.list("values");
            if (!clause.text("commandType").equals("CMD_INSERT")) {
                assignments(targets, table);
            } else if (targets.isEmpty() && !values.isEmpty()) {
                unnamed(clause, table);
            } else {
                for (int i = 0; i < targets.size() && i < values.size(); i++) {
                    feed(values.get(i), targets.get(i), table, targets.get(i).text("name"));
                }
            }
        }
    }

    private void assignments(List<Node> targets, Names table) {
        for (Node target : targets) {
            feed(single(target.get("val")), target, table, target.text("name"));
        }
    }

    /// The value of one column of `(a, b) = (…, …)`; any other value is its own.
    private static @Nullable Node single(@Nullable Node value) {
        if (value == null || !value.is("MultiAssignRef")) {
            return value;
        }
        Node source = value.get("source");
        int column = Integer.parseInt("0" + value.text("colno"));
        if (source == null || !source.is("RowExpr")) {
            return null;
        }
        List<Node> args = source.list("args");
        return column >= 1 && column <= args.size() ? args.get(column - 1) : null;
    }

    private void feed(@Nullable Node value, Node at, Names table, String column) {
        boolean parameter = value != null && value.is("ParamRef");
        boolean harmless = value != null && (value.is("SetToDefault") || isNull(value) || isExcluded(value, column));
        if (!harmless) {
            review.evidence().add(Topic.FED, table.schema(), table.name(), column, parameter ? "parameter" : "other");
        }
        if (!tokenized.contains(column) || harmless) {
            return;
        }
        if (value != null && parameter) {
            int number = Integer.parseInt("0" + value.text("number"));
            review.facts().tokenized(new TokenizedParameter(number, table.toString(), column));
        } else {
            refuse(value == null ? at : value, table, column);
        }
    }

    private static boolean isNull(Node value) {
        return value.is("A_Const") && value.has("isnull");
    }

    private static boolean isExcluded(Node value, String column) {
        Names name = value.is("ColumnRef") ? Names.of(value.list("fields")) : new Names("", "");
        return name.schema().equals("excluded") && name.name().equals(column);
    }

    private void refuse(Node at, Names table, String column) {
        review.hitByPolicy(
                Rule.DML_008,
                at,
                "The tokenized column " + table + "." + column + " is not fed by a bare parameter.",
                "Write a bare $1 for " + column + " and name the columns; the proxy puts the token in its place.");
    }
}
