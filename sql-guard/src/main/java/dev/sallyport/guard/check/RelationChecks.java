package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.review.Scope;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Which tables may be named, and how.
public final class RelationChecks {

    private static final Set<String> CHANGES_ROWS = Set.of("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt");

    private final Review review;
    private final ColumnChecks columns;

    public RelationChecks(Review review) {
        this.review = review;
        columns = new ColumnChecks(review);
    }

    /// Looks for the tables whose columns are restricted; before any other call.
    public void gather() {
        columns.gather();
    }

    public void relation(Node rangeVar, Scope scope) {
        Names name = Names.ofRelation(rangeVar);
        columns.range(rangeVar, name);
        Node owner = Objects.requireNonNull(rangeVar.owner());
        boolean target = rangeVar.member().equals("relation") && CHANGES_ROWS.contains(owner.type());
        if (owner.is("LockingClause") || !target && name.unqualified() && scope.isWithQuery(name.name())) {
            return;
        }
        boolean changes = target || !isRead(rangeVar, owner);
        review.facts().relation(name, changes ? Relation.Access.WRITE : Relation.Access.READ);
        review.evidence().add(Topic.RELATION, name);
        if (isSystem(name)) {
            // Catalogs show the session, and on a shared connection that of others.
            review.facts().notPlain();
        }
        refusal(name, review.policy())
                .ifPresent(rule -> review.hitByPolicy(rule, rangeVar, message(rule, name), rule.suggestion()));
        columns.renamed(rangeVar);
        if (name.unqualified()) {
            review.hit(
                    Rule.OBJ_005,
                    rangeVar,
                    "Which table " + name + " is depends on search_path.",
                    "Write " + review.policy().defaultSchema() + "." + name + ".");
        }
    }

    /// The rule against a relation, if the policy does not permit it.
    public static Optional<Rule> refusal(Names name, Policy policy) {
        if (isSystem(name)) {
            String schema = name.unqualified() ? "pg_catalog" : name.schema();
            return policy.listsTable(schema, name.name()) ? Optional.empty() : Optional.of(Rule.OBJ_003);
        }
        return policy.permitsTable(name.schema(), name.name()) ? Optional.empty() : Optional.of(Rule.OBJ_001);
    }

    private static String message(Rule rule, Names name) {
        return rule == Rule.OBJ_003
                ? name + " is part of the system catalogs."
                : "The policy does not permit the table " + name + ".";
    }

    /// A name without a schema that begins with pg_ is looked up in pg_catalog first.
    public static boolean isSystem(Names name) {
        return name.unqualified()
                ? name.name().startsWith("pg_")
                : name.schema().startsWith("pg_") || name.schema().equals("information_schema");
    }

    private static boolean isRead(Node rangeVar, Node owner) {
        return switch (owner.type()) {
            case "SelectStmt",
                    "JoinExpr",
                    "UpdateStmt",
                    "DeleteStmt",
                    "MergeStmt",
                    "RangeTableSample",
                    "CopyStmt",
                    "Constraint",
                    "TableLikeClause" -> true;
            default -> rangeVar.member().equals("inhRelations");
        };
    }

    public void join(Node join) {
        columns.join(join);
    }

    public void column(Node columnRef, Scope scope) {
        columns.column(columnRef, scope);
    }

    /// A column of the result, or one that is assigned.
    public void output(Node target) {
        if (target.has("name")) {
            review.evidence().add(Topic.OUTPUT, target.text("name"));
        }
    }

    /// The columns that a statement writes.
    public void written(Node statement) {
        columns.written(statement);
    }
}
