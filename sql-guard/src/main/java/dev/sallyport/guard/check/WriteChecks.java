package dev.sallyport.guard.check;

import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What goes wrong in statements that change rows: no WHERE, a WHERE that is no condition, columns twice or unnamed.
public final class WriteChecks {

    private final Review review;

    public WriteChecks(Review review) {
        this.review = review;
    }

    public void check(Node statement) {
        switch (statement.type()) {
            case "UpdateStmt" -> {
                condition(statement, Rule.DML_001, "UPDATE");
                duplicates(statement.list("targetList"));
            }
            case "DeleteStmt" -> condition(statement, Rule.DML_002, "DELETE FROM");
            case "InsertStmt" -> insert(statement);
            case "MergeStmt" -> statement.list("mergeWhenClauses").forEach(this::merge);
            default -> throw new IllegalStateException(statement.type());
        }
    }

    private void condition(Node statement, Rule missing, String verb) {
        String table = table(statement);
        Node where = statement.get("whereClause");
        if (where == null) {
            review.hit(
                    missing,
                    statement,
                    verb + " " + table + " has no WHERE, so it changes every row of " + table + ".",
                    "Add a WHERE that names the rows: " + verb + " " + table + " … WHERE <key of " + table + "> = $1.");
        } else if (WhereTruth.alwaysTrue(where)) {
            review.hit(
                    Rule.DML_003,
                    where,
                    "The WHERE of " + verb + " " + table + " does not depend on the row, so every row is changed.",
                    "Compare a column of " + table + " with a value: WHERE <key of " + table + "> = $1.");
        }
    }

    private static String table(Node statement) {
        return Names.ofRelation(Objects.requireNonNull(statement.get("relation"), "relation"))
                .toString();
    }

    private void insert(Node statement) {
        List<Node> columns = statement.list("cols");
        if (columns.isEmpty() && statement.has("selectStmt")) {
            review.hit(
                    Rule.DML_006,
                    statement,
                    "INSERT INTO " + table(statement) + " does not name its columns, so it depends on their order.",
                    Rule.DML_006.suggestion());
        }
        duplicates(columns);
        Node conflict = statement.get("onConflictClause");
        if (conflict != null) {
            duplicates(conflict.list("targetList"));
        }
    }

    private void merge(Node clause) {
        if (clause.text("commandType").equals("CMD_DELETE") && !clause.has("condition")) {
            review.hit(Rule.DML_004, clause);
        }
        if (clause.text("commandType").equals("CMD_UPDATE")) {
            duplicates(clause.list("targetList"));
        }
    }

    private void duplicates(List<Node> targets) {
        Set<String> seen = new HashSet<>();
        for (Node target : targets) {
            if (!target.has("indirection") && !seen.add(target.text("name"))) {
                review.hit(
                        Rule.DML_005,
                        target,
                        "The column " + target.text("name") + " is assigned more than once.",
                        Rule.DML_005.suggestion());
            }
        }
    }
}
