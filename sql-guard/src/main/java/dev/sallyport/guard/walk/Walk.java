package dev.sallyport.guard.walk;

import dev.sallyport.guard.check.FunctionChecks;
import dev.sallyport.guard.check.LiteralChecks;
import dev.sallyport.guard.check.ReadChecks;
import dev.sallyport.guard.check.RelationChecks;
import dev.sallyport.guard.check.RiskChecks;
import dev.sallyport.guard.check.StatementChecks;
import dev.sallyport.guard.check.TokenChecks;
import dev.sallyport.guard.check.TypeChecks;
import dev.sallyport.guard.check.WriteChecks;
import dev.sallyport.guard.ddl.DdlChecks;
import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.Risk;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.review.FactsBuilder;
import dev.sallyport.guard.review.FileState;
import dev.sallyport.guard.review.Hits;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.review.Scope;
import dev.sallyport.guard.review.StatementTable;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.tree.Node;
import dev.sallyport.guard.tree.Place;
import java.util.List;
import java.util.Objects;

/// Goes down one statement's tree once and shows every node to the checks that care about its kind.
///
/// The recursion is as deep as the tree, which [dev.sallyport.guard.tree.TreeReader] bounds.
public final class Walk {

    private final Review review;
    private final RelationChecks relations;
    private final FunctionChecks functions;
    private final TypeChecks types;
    private final ReadChecks reads;
    private final WriteChecks writes;
    private final TokenChecks tokens;
    private final LiteralChecks literals;
    private final RiskChecks risks;

    private Walk(Review review) {
        this.review = review;
        relations = new RelationChecks(review);
        functions = new FunctionChecks(review);
        types = new TypeChecks(review);
        reads = new ReadChecks(review);
        writes = new WriteChecks(review);
        tokens = new TokenChecks(review);
        literals = new LiteralChecks(review);
        risks = new RiskChecks(review);
    }

    /// Judges one statement.
    ///
    /// @param raw its `RawStmt`
    /// @param file shared by the statements of one text, in their order
    public static Facts over(Node raw, Purpose purpose, Policy policy, Hits hits, FileState file) {
        Node statement = Objects.requireNonNull(raw.get("stmt"), "RawStmt without stmt");
        StatementTable.Entry entry = StatementTable.of(statement.type());
        var review = new Review(statement, entry.kind(), purpose, policy, hits, new FactsBuilder(), file);
        new StatementChecks(review).check(entry.rule());
        new DdlChecks(review).check();
        var walk = new Walk(review);
        walk.relations.gather();
        walk.visit(statement, Scope.EMPTY);
        hits.tell(review.evidence());
        Risk risk = RiskClass.of(entry.kind(), hits.rules());
        return review.facts().build(entry.kind(), risk, Fingerprint.of(statement));
    }

    private void visit(Node node, Scope scope) {
        if (node.place() != Place.READ) {
            review.facts().notPlain();
        }
        switch (node.type()) {
            case "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> statement(node, scope);
            case "RangeVar" -> {
                relations.relation(node, scope);
                children(node, scope);
            }
            case "JoinExpr" -> {
                relations.join(node);
                risks.join(node);
                children(node, scope);
            }
            case "RangeTableSample" -> {
                functions.sampling(node);
                children(node, scope);
            }
            case "FuncCall" -> {
                functions.call(node);
                children(node, scope);
            }
            case "TypeName" -> {
                types.type(node);
                children(node, scope);
            }
            case "A_Expr" -> {
                types.operator(node, node.list("name"));
                literals.operands(node);
                risks.comparison(node);
                children(node, scope);
            }
            case "SubLink" -> {
                types.operator(node, node.list("operName"));
                children(node, scope);
            }
            case "SortBy" -> {
                types.operator(node, node.list("useOp"));
                children(node, scope);
            }
            case "ResTarget" -> {
                relations.output(node);
                children(node, scope);
            }
            case "RangeFunction", "RangeSubselect", "RangeTableFunc" -> {
                if (node.is("RangeFunction")) {
                    // Its alias is a value, and `alias.name` may call any function of the customer's.
                    review.facts().notPlain();
                }
                review.evidence().add(Topic.OTHER_SOURCE);
                children(node, scope);
            }
            case "ColumnRef" -> {
                relations.column(node, scope);
                List<Node> fields = node.list("fields");
                functions.attributes(node, fields.subList(Math.min(1, fields.size()), fields.size()));
            }
            case "A_Indirection" -> {
                review.facts().notPlain();
                functions.attributes(node, node.list("indirection"));
                children(node, scope);
            }
            case "ParamRef" -> review.facts().parameter(parameter(node));
            default -> children(node, scope);
        }
    }

    private static int parameter(Node node) {
        String number = node.text("number");
        return number.isEmpty() ? 0 : Integer.parseInt(number);
    }

    private void statement(Node node, Scope outer) {
        if (node != review.statement()) {
            reads.nested(node);
        }
        Scope scope = withQueries(node, outer);
        switch (node.type()) {
            case "SelectStmt" -> {
                reads.select(node);
                risks.select(node);
            }
            case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt" -> {
                writes.check(node);
                relations.written(node);
                tokens.check(node);
                literals.values(node);
            }
            default -> throw new IllegalStateException(node.type());
        }
        for (Node child : node) {
            if (!child.is("WithClause")) {
                visit(child, scope);
            }
        }
    }

    /// Visits the WITH queries in the scope that each has, and returns the scope of the statement itself.
    private Scope withQueries(Node statement, Scope outer) {
        Node with = statement.get("withClause");
        if (with == null) {
            return outer;
        }
        Scope scope = outer.inner();
        boolean recursive = with.flag("recursive");
        if (recursive) {
            with.list("ctes").forEach(cte -> scope.add(cte.text("ctename")));
            risks.recursion(statement, with);
        }
        for (Node cte : with.list("ctes")) {
            children(cte, scope);
            scope.add(cte.text("ctename"));
        }
        return scope;
    }

    private void children(Node node, Scope scope) {
        for (Node child : node) {
            visit(child, scope);
        }
    }
}
