package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import org.jspecify.annotations.Nullable;

/// Literals where the policy wants parameters: operands of operators, inserted and assigned values.
public final class LiteralChecks {

    private final Review review;
    private final boolean required;

    public LiteralChecks(Review review) {
        this.review = review;
        required = review.policy().parametersRequired();
    }

    public void operands(Node expression) {
        if (!review.schemaChange()) {
            value(expression.get("lexpr"));
            value(expression.get("rexpr"));
        }
    }

    /// The values of an INSERT, UPDATE or MERGE.
    public void values(Node statement) {
        if (review.schemaChange()) {
            return;
        }
        statement.list("targetList").forEach(target -> value(target.get("val")));
        Node source = statement.get("selectStmt");
        if (source != null) {
            source.list("valuesLists").forEach(this::value);
            source.list("targetList").forEach(target -> value(target.get("val")));
        }
        for (Node clause : statement.list("mergeWhenClauses")) {
            clause.list("targetList").forEach(target -> value(target.get("val")));
            clause.list("values").forEach(this::value);
        }
        Node conflict = statement.get("onConflictClause");
        if (conflict != null) {
            conflict.list("targetList").forEach(target -> value(target.get("val")));
        }
    }

    private void literal(Node value) {
        review.evidence().add(Topic.LITERAL);
        if (required) {
            review.hitByPolicy(Rule.DML_007, value, Rule.DML_007.message(), Rule.DML_007.suggestion());
        }
    }

    private void value(@Nullable Node value) {
        if (value == null) {
            return;
        }
        switch (value.type()) {
            case "A_Const" -> {
                if (!value.has("isnull") && !value.has("boolval")) {
                    literal(value);
                }
            }
            case "List" -> value.list("items").forEach(this::value);
            case "TypeCast" -> value(value.get("arg"));
            case "A_ArrayExpr" -> value.list("elements").forEach(this::value);
            case "RowExpr" -> value.list("args").forEach(this::value);
            default -> {}
        }
    }
}
