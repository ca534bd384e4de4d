package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What makes reads slow: advice, unless a policy says more.
public final class RiskChecks {

    private static final int LONG_LIST = 100;
    private static final Set<String> LIKE = Set.of("AEXPR_LIKE", "AEXPR_ILIKE");

    private final Review review;

    public RiskChecks(Review review) {
        this.review = review;
    }

    public void join(Node join) {
        if (join.text("jointype").equals("JOIN_INNER")
                && !join.has("quals")
                && !join.has("usingClause")
                && !join.flag("isNatural")
                && isTable(join.get("larg"))
                && isTable(join.get("rarg"))) {
            review.hit(Rule.RISK_001, join);
        }
    }

    private static boolean isTable(@Nullable Node item) {
        return item != null && (item.is("RangeVar") || item.is("JoinExpr"));
    }

    public void select(Node select) {
        List<Node> from = select.list("fromClause");
        if (from.stream().filter(item -> item.is("RangeVar")).count() > 1 && !select.has("whereClause")) {
            review.hit(Rule.RISK_001, select);
        }
        boolean answers = select == review.statement() && review.kind() == StatementKind.SELECT;
        if (answers
                && from.stream().anyMatch(RiskChecks::isTable)
                && !select.has("limitCount")
                && !select.has("whereClause")
                && !select.has("groupClause")
                && !aggregates(select)) {
            review.hit(Rule.RISK_003, select);
        }
    }

    /// Whether all that is selected are calls of functions, as of aggregates.
    private static boolean aggregates(Node select) {
        return select.list("targetList").stream().allMatch(target -> {
            Node value = target.get("val");
            return value != null && value.is("FuncCall") && !value.has("over");
        });
    }

    public void comparison(Node expression) {
        Node right = expression.get("rexpr");
        if (right == null) {
            return;
        }
        String kind = expression.text("kind");
        if (LIKE.contains(kind) && right.is("A_Const")) {
            Node pattern = right.get("sval");
            if (pattern != null
                    && (pattern.text("sval").startsWith("%")
                            || pattern.text("sval").startsWith("_"))) {
                review.hit(Rule.RISK_002, expression);
            }
        } else if (kind.equals("AEXPR_IN") && right.list("items").size() > LONG_LIST) {
            review.hit(
                    Rule.RISK_004,
                    expression,
                    "The IN list has " + right.list("items").size() + " items.",
                    Rule.RISK_004.suggestion());
        }
    }

    public void recursion(Node statement, Node with) {
        for (Node cte : with.list("ctes")) {
            Node query = cte.get("ctequery");
            if (query != null
                    && query.text("op").equals("SETOP_UNION")
                    && query.flag("all")
                    && !cte.has("cycle_clause")
                    && !statement.has("limitCount")
                    && !query.has("limitCount")
                    && !bounded(query.get("rarg"))) {
                review.hit(Rule.RISK_005, cte);
            }
        }
    }

    private static boolean bounded(@Nullable Node step) {
        return step == null
                || step.has("whereClause")
                || step.list("fromClause").stream().anyMatch(i -> i.is("JoinExpr"));
    }
}
