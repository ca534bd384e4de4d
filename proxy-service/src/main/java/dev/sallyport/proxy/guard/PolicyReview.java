package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Hit;
import java.util.List;

/// What the guard says about a text that is only reviewed, and the policy that it was asked under.
public record PolicyReview(Evaluation evaluation, Policy policy) {

    public List<Verdict> verdicts() {
        return evaluation.statements().stream()
                .map(Evaluation.Statement::verdict)
                .toList();
    }

    /// What the audit says: the codes of all rules that speak against the text.
    public Decision audited() {
        List<String> codes = verdicts().stream()
                .flatMap(verdict -> verdict.hits().stream())
                .filter(hit -> hit.decision() != dev.sallyport.guard.rules.Decision.ALLOWED)
                .map(Hit::code)
                .distinct()
                .sorted()
                .toList();
        String version = Long.toString(policy.version());
        return switch (evaluation.decision()) {
            case ALLOWED -> Decision.allowed(version);
            case NEEDS_APPROVAL -> Decision.needsApproval(codes, version);
            case BLOCKED -> Decision.blocked(codes, version);
        };
    }

    @Override
    public String toString() {
        return "PolicyReview[" + evaluation.decision() + "]";
    }
}
