package dev.sallyport.crypto.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided before anything ran.
 *
 * @param ruleCodes the rules that decided, at most 256
 * @param policyVersion the version of the policy that was asked; null where none applied
 */
public record Decision(
        Kind kind, List<String> ruleCodes, @Nullable String policyVersion) {
    /** The position is the byte in the record. */
    public enum Kind {
        /** May run. */
        ALLOWED,
        /** The guard or the policy says no. */
        BLOCKED,
        /** Waits for a person. */
        NEEDS_APPROVAL,
        /** The caller may not: unknown, wrong scope, no grant, over a limit. */
        REFUSED
    }

    public Decision {
        ruleCodes = List.copyOf(ruleCodes);
        Limits.size("rule codes", ruleCodes.size(), Limits.LIST);
        ruleCodes.forEach(code -> Limits.token("rule code", code));
        if (policyVersion != null) {
            Limits.token("policy version", policyVersion);
        }
    }

    public static Decision allowed() {
        return new Decision(Kind.ALLOWED, List.of(), null);
    }

    public static Decision allowed(String policyVersion) {
        return new Decision(Kind.ALLOWED, List.of(), policyVersion);
    }

    public static Decision blocked(List<String> ruleCodes, @Nullable String policyVersion) {
        return new Decision(Kind.BLOCKED, ruleCodes, policyVersion);
    }

    public static Decision needsApproval(List<String> ruleCodes, @Nullable String policyVersion) {
        return new Decision(Kind.NEEDS_APPROVAL, ruleCodes, policyVersion);
    }

    /** The caller may not; {@code code} is the problem code that it is told. */
    public static Decision refused(String code) {
        return new Decision(Kind.REFUSED, List.of(code), null);
    }
}
