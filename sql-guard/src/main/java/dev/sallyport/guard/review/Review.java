package dev.sallyport.guard.review;

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
public record Review(
        Node statement,
        StatementKind kind,
        Purpose purpose,
        Policy policy,
        Hits hits,
        FactsBuilder facts,
        FileState file) {

    public void hit(Rule rule, Node at) {
        hits.add(rule, at);
    }

    public void hit(Rule rule, Node at, String message, String suggestion) {
        hits.add(rule, at, message, suggestion);
    }

    public void hit(Rule rule, Node at, String message, String suggestion, Decision usual) {
        hits.add(rule, at, message, suggestion, usual);
    }

    /// A hit that the content of the policy brings about; the caller has put what it depends on into
    /// the evidence.
    public void hitByPolicy(Rule rule, Node at, String message, String suggestion, Decision usual) {
        hits.addByPolicy(rule, at, message, suggestion, usual);
    }

    public void hitByPolicy(Rule rule, Node at, String message, String suggestion) {
        hits.addByPolicy(rule, at, message, suggestion, rule.decision(purpose));
    }

    public EvidenceBuilder evidence() {
        return facts.evidence();
    }

    public void advise(Rule rule, Node at, String message, String suggestion) {
        hits.add(rule, at, message, suggestion, Decision.ALLOWED);
    }

    public boolean reviewed() {
        return purpose == Purpose.EVALUATE;
    }

    /// Whether the statement belongs to a schema change rather than to an application.
    public boolean schemaChange() {
        return kind.changesSchema();
    }
}
