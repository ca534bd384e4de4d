package dev.sallyport.guard.walk;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;

/// What the checks of one statement share: what it is judged for, under which policy, and where hits and facts go.
///
/// @param statement the statement's node, e.g. `SelectStmt`
/// @param file what earlier statements of the same text did
record Review(
        Node statement,
        StatementKind kind,
        Purpose purpose,
        Policy policy,
        Hits hits,
        FactsBuilder facts,
        FileState file) {

    void hit(Rule rule, Node at) {
        hits.add(rule, at);
    }

    void hit(Rule rule, Node at, String message, String suggestion) {
        hits.add(rule, at, message, suggestion);
    }

    void hit(Rule rule, Node at, String message, String suggestion, Decision usual) {
        hits.add(rule, at, message, suggestion, usual);
    }

    void advise(Rule rule, Node at, String message, String suggestion) {
        hits.add(rule, at, message, suggestion, Decision.ALLOWED);
    }

    boolean reviewed() {
        return purpose == Purpose.EVALUATE;
    }

    /// Whether the statement belongs to a schema change rather than to an application.
    boolean schemaChange() {
        return kind == StatementKind.DDL || kind == StatementKind.ADMIN || kind == StatementKind.MAINTENANCE;
    }
}
