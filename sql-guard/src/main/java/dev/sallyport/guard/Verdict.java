package dev.sallyport.guard;

import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import java.util.List;
import java.util.Optional;

/// What the guard says about one statement. All rules were evaluated and the worst decided; a statement may be let
/// through with hits, which are then advice. Immutable.
public sealed interface Verdict {

    /// May run.
    record Allowed(Facts facts, List<Hit> hits) implements Verdict {
        public Allowed {
            hits = List.copyOf(hits);
        }
    }

    /// May run once a person has approved it.
    record NeedsApproval(Facts facts, List<Hit> hits) implements Verdict {
        public NeedsApproval {
            hits = List.copyOf(hits);
        }
    }

    /// Must not run.
    record Blocked(Facts facts, List<Hit> hits) implements Verdict {
        public Blocked {
            hits = List.copyOf(hits);
        }
    }

    Facts facts();

    /// Every hit, the worst first.
    List<Hit> hits();

    /// The hit that decided, if there is any hit.
    default Optional<Hit> worst() {
        return hits().stream().findFirst();
    }

    default Decision decision() {
        return switch (this) {
            case Allowed _ -> Decision.ALLOWED;
            case NeedsApproval _ -> Decision.NEEDS_APPROVAL;
            case Blocked _ -> Decision.BLOCKED;
        };
    }

    /// Whether this is an allowed read that holds nothing but allow-listed nodes and built-in functions, operators and
    /// types: it alone may share a pipelined read-only connection.
    default boolean plainRead() {
        return this instanceof Allowed && facts().plain();
    }

    static Verdict of(Decision decision, Facts facts, List<Hit> hits) {
        return switch (decision) {
            case ALLOWED -> new Allowed(facts, hits);
            case NEEDS_APPROVAL -> new NeedsApproval(facts, hits);
            case BLOCKED -> new Blocked(facts, hits);
        };
    }
}
