package dev.sallyport.guard.replay;

import dev.sallyport.guard.check.FunctionChecks;
import dev.sallyport.guard.check.RelationChecks;
import dev.sallyport.guard.check.TypeChecks;
import dev.sallyport.guard.facts.Evidence;
import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.review.Hits;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Judges what was recorded of a statement under a policy, without its text.
///
/// The decision is the one that the text would get, or unknown: never better than that. Not thread-
/// safe; make one for
/// each judgement.
public final class FactsJudge {

    private final Evidence evidence;
    private final StatementKind kind;
    private final Purpose purpose;
    private final Policy policy;
    private final Set<Rule> rules = EnumSet.noneOf(Rule.class);
    private Decision worst = Decision.ALLOWED;

    private FactsJudge(Facts facts, Purpose purpose, Policy policy) {
        this.evidence = facts.evidence();
        this.kind = facts.kind();
        this.purpose = purpose;
        this.policy = policy;
    }

    /// The decision under the policy, with the rules that hit.
    public static Judgement judge(Facts facts, Purpose purpose, Policy policy) {
        var judge = new FactsJudge(facts, purpose, policy);
        judge.run();
        return facts.evidence().complete() || judge.worst == Decision.BLOCKED
                ? new Judgement.Known(judge.worst, judge.rules)
                : new Judgement.Unknown(judge.worst, judge.rules);
    }

    private void run() {
        for (List<String> hit : evidence.of(Topic.FIXED)) {
            hit(Rule.ofCode(hit.get(0)).orElse(Rule.PARSE_005), Decision.valueOf(hit.get(1)));
        }
        kinds();
        for (List<String> name : evidence.of(Topic.RELATION)) {
            RelationChecks.refusal(names(name), policy).ifPresent(this::hit);
        }
        for (List<String> name : evidence.of(Topic.CALL)) {
            FunctionChecks.refusal(names(name), policy, purpose, kind)
                    .ifPresent(refusal -> hit(refusal.rule(), refusal.usual()));
        }
        names();
        if (policy.parametersRequired() && evidence.has(Topic.LITERAL)) {
            hit(Rule.DML_007);
        }
        for (List<String> fed : evidence.of(Topic.FED)) {
            tokens(fed);
        }
        if (policy.restrictsColumns()) {
            new ColumnFacts(evidence, policy).judge(this::hit);
        }
    }

    private void kinds() {
        if (!policy.permits(kind, purpose)) {
            hit(Rule.OP_001);
        }
        for (List<String> nested : evidence.of(Topic.NESTED)) {
            if (!policy.permits(StatementKind.valueOf(nested.getFirst()), purpose)) {
                hit(Rule.OP_001);
            }
        }
    }

    private void names() {
        Decision usual = TypeChecks.usual(purpose, kind);
        for (List<String> type : evidence.of(Topic.TYPE)) {
            if (!policy.addsType(type.get(0), type.get(1))) {
                hit(Rule.FUNC_009, usual);
            }
        }
        for (List<String> operator : evidence.of(Topic.OPERATOR)) {
            if (!policy.addsOperator(operator.get(0), operator.get(1))) {
                hit(Rule.FUNC_009, usual);
            }
        }
    }

    private void tokens(List<String> fed) {
        Set<String> tokenized = policy.tokenized(fed.get(0), fed.get(1));
        String column = fed.get(2);
        boolean concerned = column.isEmpty() ? !tokenized.isEmpty() : tokenized.contains(column);
        if (concerned && fed.get(3).equals("other")) {
            hit(Rule.DML_008);
        }
    }

    private static Names names(List<String> entry) {
        return new Names(entry.get(0), entry.get(1));
    }

    private void hit(Rule rule) {
        hit(rule, rule.decision(purpose));
    }

    private void hit(Rule rule, Decision usual) {
        policy.decision(rule, usual).ifPresent(decided -> {
            if (!Hits.silent(rule, decided, policy)) {
                rules.add(rule);
                worst = worst.orWorse(decided);
            }
        });
    }
}
