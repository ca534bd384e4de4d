package dev.sallyport.guard.replay;

import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Rule;
import java.util.Set;

/// What facts say about a statement under a policy.
public sealed interface Judgement {

    /// The same decision as the text's own.
    record Known(Decision decision, Set<Rule> rules) implements Judgement {
        public Known {
            rules = Set.copyOf(rules);
        }
    }

    /// The facts are not enough; the text could be judged worse than this, not better.
    record Unknown(Decision atLeast, Set<Rule> rules) implements Judgement {
        public Unknown {
            rules = Set.copyOf(rules);
        }
    }

    Set<Rule> rules();
}
