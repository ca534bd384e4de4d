package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Mode;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import java.util.Comparator;
import java.util.List;

/// The verdicts on the statements of one call, and the policy that they were judged under.
///
/// @param texts of the statements, one for each verdict; never printed
public record Ruling(List<Verdict> verdicts, Policy policy, Purpose purpose, List<String> texts) {

    public Ruling {
        verdicts = List.copyOf(verdicts);
        texts = List.copyOf(texts);
    }

    /// The worst of the verdicts' decisions.
    public dev.sallyport.guard.rules.Decision decision() {
        return verdicts.stream()
                .map(Verdict::decision)
                .max(Comparator.naturalOrder())
                .orElse(dev.sallyport.guard.rules.Decision.ALLOWED);
    }

    /// Index of the first statement that has the worst verdict.
    int worstStatement() {
        var worst = decision();
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i).decision() == worst) {
                return i;
            }
        }
        return 0;
    }

    /// Whether the call must not go on.
    public boolean stops() {
        return policy.mode() == Mode.ENFORCE && decision() != dev.sallyport.guard.rules.Decision.ALLOWED;
    }

    /// Whether the policy only observes and would have stopped the call otherwise.
    public boolean wouldStop() {
        return policy.mode() == Mode.OBSERVE && decision() != dev.sallyport.guard.rules.Decision.ALLOWED;
    }

    /// Whether there is one statement and it is an allowed plain read.
    public boolean plainRead() {
        return verdicts.size() == 1 && verdicts.getFirst().plainRead();
    }

    /// What the audit says: the codes of the rules that stopped something, or would have.
    public Decision audited() {
        List<String> codes = verdicts.stream()
                .flatMap(verdict -> verdict.hits().stream())
                .filter(hit -> hit.decision() != dev.sallyport.guard.rules.Decision.ALLOWED)
                .map(Hit::code)
                .distinct()
                .sorted()
                .toList();
        String version = Long.toString(policy.version());
        if (!stops()) {
            return new Decision(Decision.Kind.ALLOWED, codes, version);
        }
        return switch (decision()) {
            case BLOCKED -> Decision.blocked(codes, version);
            case NEEDS_APPROVAL -> Decision.needsApproval(codes, version);
            case ALLOWED -> throw new IllegalStateException("an allowed call is not stopped");
        };
    }

    @Override
    public String toString() {
        return "Ruling[" + decision() + ", " + verdicts.size() + " statements]";
    }
}
