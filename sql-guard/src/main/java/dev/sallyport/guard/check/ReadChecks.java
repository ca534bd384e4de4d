package dev.sallyport.guard.check;

import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.review.StatementTable;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Objects;
import java.util.Set;

/// What must not hide inside a read: statements that change data, INTO, row locks.
public final class ReadChecks {

    private final Review review;

    public ReadChecks(Review review) {
        this.review = review;
    }

    /// A statement inside another one.
    public void nested(Node statement) {
        if (statement.is("SelectStmt")) {
            return;
        }
        StatementKind inner = StatementTable.of(statement.type()).kind();
        switch (review.kind()) {
            case SELECT -> hidden(statement, inner);
            case EXPLAIN -> {
                if (!isExplained(statement)) {
                    hidden(statement, inner);
                }
            }
            default -> {
                if (review.schemaChange()) {
                    return;
                }
                review.evidence().add(Topic.NESTED, inner.name());
                if (!review.policy().permits(inner, review.purpose())) {
                    review.hitByPolicy(
                            Rule.OP_001,
                            statement,
                            "A WITH query runs " + inner.name() + ", which is not permitted.",
                            Rule.OP_001.suggestion());
                }
            }
        }
    }

    private boolean isExplained(Node statement) {
        return Objects.equals(statement.owner(), review.statement());
    }

    private void hidden(Node statement, StatementKind inner) {
        Node relation = statement.get("relation");
        String table = relation == null ? "" : " on " + Names.ofRelation(relation);
        review.hit(
                Rule.READ_001,
                statement,
                "A WITH query runs " + inner.name() + table + " inside what reads like a SELECT.",
                "Run the " + inner.name() + table + " as a statement of its own, with RETURNING for its rows.");
    }

    public void select(Node select) {
        Node into = select.get("intoClause");
        if (into != null) {
            review.facts().notPlain();
            review.hit(Rule.READ_002, into);
        }
        for (Node lock : select.list("lockingClause")) {
            lock(lock);
        }
    }

    private void lock(Node lock) {
        boolean mayLock = review.purpose() == Purpose.TRANSACTION
                || review.purpose() == Purpose.EVALUATE
                || Set.of(StatementKind.INSERT, StatementKind.UPDATE, StatementKind.DELETE, StatementKind.MERGE)
                        .contains(review.kind());
        review.hit(
                Rule.READ_003,
                lock,
                Rule.READ_003.message(),
                Rule.READ_003.suggestion(),
                mayLock ? Decision.ALLOWED : Decision.BLOCKED);
    }
}
