package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.review.Scope;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Objects;
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
        Node owner = Objects.requireNonNull(rangeVar.owner());
        boolean target = rangeVar.member().equals("relation") && CHANGES_ROWS.contains(owner.type());
        if (owner.is("LockingClause") || !target && name.unqualified() && scope.isWithQuery(name.name())) {
            return;
        }
        boolean changes = target || !isRead(rangeVar, owner);
        review.facts().relation(name, changes ? Relation.Access.WRITE : Relation.Access.READ);
        if (isSystem(name)) {
            system(rangeVar, name);
        } else if (!review.policy().permitsTable(name.schema(), name.name())) {
            review.hit(
                    Rule.OBJ_001,
                    rangeVar,
                    "The policy does not permit the table " + name + ".",
                    Rule.OBJ_001.suggestion());
        }
        columns.renamed(rangeVar);
        if (name.unqualified()) {
            review.hit(
                    Rule.OBJ_005,
                    rangeVar,
                    "Which table " + name + " is depends on search_path.",
                    "Write " + review.policy().defaultSchema() + "." + name + ".");
        }
    }

    private void system(Node rangeVar, Names name) {
        String schema = name.unqualified() ? "pg_catalog" : name.schema();
        if (!review.policy().listsTable(schema, name.name())) {
            review.hit(Rule.OBJ_003, rangeVar, name + " is part of the system catalogs.", Rule.OBJ_003.suggestion());
        }
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

    /// The columns that a statement writes.
    public void written(Node statement) {
        columns.written(statement);
    }
}
