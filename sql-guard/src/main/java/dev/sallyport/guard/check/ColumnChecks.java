package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.review.Scope;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which columns may be named, and whole rows of tables that have columns which may not.
final class ColumnChecks {

    private static final Set<String> STATEMENTS =
            Set.of("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt");

    private final Review review;
    private final Tables tables;

    ColumnChecks(Review review) {
        this.review = review;
        tables = new Tables(review.policy());
    }

    void gather() {
        if (review.policy().restrictsColumns()) {
            tables.gather(review.statement());
        }
    }

    void column(Node ref, Scope scope) {
        List<String> names = new ArrayList<>();
        boolean star = false;
        for (Node field : ref.list("fields")) {
            star |= field.is("A_Star");
            names.add(field.is("A_Star") ? "*" : field.text("sval"));
        }
        review.facts().column(String.join(".", names));
        tell(ref, scope, names, star);
        if (tables.none()) {
            return;
        }
        if (star) {
            star(ref, names);
        } else if (names.size() == 1) {
            bare(ref, names.getFirst());
        } else {
            String table = names.get(names.size() - 2);
            String column = names.getLast();
            if (!tables.permits(table, column) && !scope.isWithQuery(table)) {
                refuse(ref, table + "." + column);
            }
        }
    }

    private void tell(Node ref, Scope scope, List<String> names, boolean star) {
        Node owner = ref.owner();
        String table = names.size() > 1 ? names.get(names.size() - 2) : "";
        if (star && names.size() > 1) {
            review.evidence().add(Topic.STAR, table);
        } else if (star) {
            Node statement = statementOf(ref);
            if (statement != null && !isExists(statement)) {
                tellSources(statement);
            }
        } else if (names.size() == 1) {
            boolean sorted = owner != null && owner.is("SortBy");
            review.evidence().add(sorted ? Topic.SORTED : Topic.BARE, names.getFirst());
        } else if (!scope.isWithQuery(table)) {
            review.evidence().add(Topic.QUALIFIED, table, names.getLast());
        }
    }

    /// The tables that a statement reads directly, all of whose columns it hands on.
    private void tellSources(Node node) {
        for (Node child : node) {
            if (!isSource(child)) {
                continue;
            }
            if (child.is("RangeVar")) {
                review.evidence().add(Topic.WHOLE_ROW, Names.ofRelation(child));
            } else {
                tellSources(child);
            }
        }
    }

    private static boolean isSource(Node child) {
        return switch (child.member()) {
            case "relation", "fromClause", "usingClause", "sourceRelation", "larg", "rarg" -> !child.is("SelectStmt");
            default -> false;
        };
    }

    /// A place where a relation is named.
    void range(Node rangeVar, Names name) {
        review.evidence()
                .add(
                        Topic.RANGE,
                        name.schema(),
                        name.name(),
                        Tables.nameInStatement(rangeVar),
                        rangeVar.member().equals("relation") ? "target" : "");
    }

    private void bare(Node ref, String name) {
        Node owner = ref.owner();
        if (tables.isRestricted(name)) {
            wholeRow(ref, name);
        } else if (!tables.permitsBare(name) && !(owner != null && owner.is("SortBy") && tables.isOutput(name))) {
            refuse(ref, name);
        }
    }

    private void star(Node ref, List<String> names) {
        if (names.size() > 1) {
            String table = names.get(names.size() - 2);
            if (tables.isRestricted(table)) {
                wholeRow(ref, table);
            }
            return;
        }
        Node statement = statementOf(ref);
        if (statement != null && !isExists(statement)) {
            String table = restrictedSource(statement);
            if (table != null) {
                wholeRow(ref, table);
            }
        }
    }

    private static boolean isExists(Node select) {
        Node owner = select.owner();
        return owner != null && owner.is("SubLink") && owner.text("subLinkType").equals("EXISTS_SUBLINK");
    }

    private static @Nullable Node statementOf(Node node) {
        for (Node at = node; at != null; at = at.parent()) {
            if (STATEMENTS.contains(at.type())) {
                return at;
            }
        }
        return null;
    }

    /// The first restricted table that a statement reads directly, subqueries left out.
    private @Nullable String restrictedSource(Node node) {
        for (Node child : node) {
            if (!isSource(child)) {
                continue;
            }
            if (child.is("RangeVar")) {
                if (tables.right(child) != null) {
                    return Names.ofRelation(child).toString();
                }
            } else {
                String below = restrictedSource(child);
                if (below != null) {
                    return below;
                }
            }
        }
        return null;
    }

    void join(Node join) {
        Node alias = join.get("alias");
        boolean unnamed = join.flag("isNatural") || alias != null && alias.has("colnames");
        if (unnamed) {
            tellSources(join);
        }
        join.list("usingClause").forEach(column -> review.evidence().add(Topic.USING, column.text("sval")));
        if (tables.none()) {
            return;
        }
        String restricted = restrictedSource(join);
        if (restricted != null && unnamed) {
            wholeRow(join, restricted);
        }
        for (Node column : join.list("usingClause")) {
            if (!tables.permitsBare(column.text("sval"))) {
                refuse(column, column.text("sval"));
            }
        }
    }

    /// A table whose columns are renamed where it is named.
    void renamed(Node rangeVar) {
        Node alias = rangeVar.get("alias");
        if (alias != null && alias.has("colnames")) {
            review.evidence().add(Topic.WHOLE_ROW, Names.ofRelation(rangeVar));
            if (tables.right(rangeVar) != null) {
                wholeRow(rangeVar, Names.ofRelation(rangeVar).toString());
            }
        }
    }

    /// The columns that a statement writes.
    void written(Node statement) {
        Node relation = statement.get("relation");
        if (relation == null) {
            return;
        }
        var right = tables.right(relation);
        List<Node> targets = new ArrayList<>();
        if (statement.is("InsertStmt")) {
            targets.addAll(statement.list("cols"));
            if (targets.isEmpty() && statement.has("selectStmt")) {
                review.evidence().add(Topic.WHOLE_ROW, Names.ofRelation(relation));
                if (right != null) {
                    wholeRow(statement, Names.ofRelation(relation).toString());
                }
            }
            Node conflict = statement.get("onConflictClause");
            if (conflict != null) {
                targets.addAll(conflict.list("targetList"));
            }
        } else {
            targets.addAll(statement.list("targetList"));
            statement.list("mergeWhenClauses").forEach(clause -> targets.addAll(clause.list("targetList")));
        }
        for (Node target : targets) {
            Names table = Names.ofRelation(relation);
            review.facts().column(target.text("name"));
            review.evidence().add(Topic.WRITTEN, table.schema(), table.name(), target.text("name"));
            if (right != null && !right.permits(target.text("name"))) {
                refuse(target, target.text("name"));
            }
        }
    }

    private void refuse(Node at, String column) {
        review.hitByPolicy(
                Rule.OBJ_002, at, "The policy does not permit the column " + column + ".", Rule.OBJ_002.suggestion());
    }

    private void wholeRow(Node at, String table) {
        review.hitByPolicy(
                Rule.OBJ_004,
                at,
                "A whole row of " + table + " would hand out columns that the policy does not permit.",
                "Name the columns of " + table + " that are needed.");
    }
}
