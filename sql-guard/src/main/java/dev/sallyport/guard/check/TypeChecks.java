package dev.sallyport.guard.check;

import dev.sallyport.guard.catalog.Catalog;
import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.List;

/// Which types and operators may be named: PostgreSQL's own, and what the policy adds. In a schema change any type may
/// be named, since nothing is cast there.
public final class TypeChecks {

    private static final String BETWEEN = "BETWEEN";

    private final Review review;

    public TypeChecks(Review review) {
        this.review = review;
    }

    public void type(Node typeName) {
        Names name = Names.of(typeName.list("names"));
        boolean builtIn = name.unqualified() || name.schema().equals(Catalog.SCHEMA);
        if (builtIn && Catalog.BUILT_IN.type(name.name()) || name.name().isEmpty() || review.schemaChange()) {
            return;
        }
        review.facts().notPlain();
        review.evidence().add(Topic.TYPE, name);
        if (!review.policy().addsType(name.schema(), name.name())) {
            refuse(typeName, "The type " + name + " is not one of PostgreSQL's own.", "types.add", name);
        }
    }

    /// @param parts the operator's name; empty where the grammar means the usual one
    public void operator(Node at, List<Node> parts) {
        Names name = Names.of(parts);
        boolean builtIn = name.unqualified() || name.schema().equals(Catalog.SCHEMA);
        if (name.name().isEmpty()
                || name.name().contains(BETWEEN)
                || builtIn && Catalog.BUILT_IN.operator(name.name())) {
            return;
        }
        review.facts().notPlain();
        review.evidence().add(Topic.OPERATOR, name);
        if (!review.policy().addsOperator(name.schema(), name.name())) {
            refuse(at, "The operator " + name + " is not one of PostgreSQL's own.", "operators.add", name);
        }
    }

    private void refuse(Node at, String message, String member, Names name) {
        review.hitByPolicy(
                Rule.FUNC_009,
                at,
                message,
                "If it is yours and safe, add \"" + name + "\" to " + member + " of the policy.",
                usual(review.purpose(), review.kind()));
    }

    /// What a type or an operator that is not listed leads to.
    public static Decision usual(Purpose purpose, StatementKind kind) {
        return purpose == Purpose.EVALUATE && kind.changesSchema() ? Decision.ALLOWED : Rule.FUNC_009.decision(purpose);
    }
}
