package dev.sallyport.localkms.policy;

import java.util.List;

/// One line of a `Condition` block. All lines of a statement must hold.
sealed interface Condition {

    boolean holds(AccessRequest request);

    /// How an operator treats a key with several values.
    enum Quantifier {
        /// No prefix: a positive operator wants one match, a negated one wants no match.
        NONE,
        /// `ForAllValues:`: every value of the request must pass; a request without the key passes.
        ALL,
        /// `ForAnyValue:`: at least one value of the request must pass.
        ANY
    }

    /// Compares the request's values of a condition key with those of the policy.
    record Comparison(Quantifier quantifier, Operator operator, boolean ifExists, String key, List<String> wanted)
            implements Condition {

        @Override
        public boolean holds(AccessRequest request) {
            var actual = request.facts().getOrDefault(key, List.of());
            if (actual.isEmpty()) {
                return switch (quantifier) {
                    case NONE -> ifExists || operator.holdsWithoutValue();
                    case ALL -> true;
                    case ANY -> ifExists;
                };
            }
            return switch (quantifier) {
                case NONE -> operator.negated() ? actual.stream().allMatch(this::passes) : anyPasses(actual);
                case ALL -> actual.stream().allMatch(this::passes);
                case ANY -> anyPasses(actual);
            };
        }

        private boolean anyPasses(List<String> actual) {
            return actual.stream().anyMatch(this::passes);
        }

        private boolean passes(String actual) {
            boolean match = wanted.stream().anyMatch(value -> operator.compares(value, actual));
            return match != operator.negated();
        }
    }

    /// The `Null` operator: does the request have the key or not?
    record Absence(String key, boolean absent) implements Condition {
        @Override
        public boolean holds(AccessRequest request) {
            return request.facts().getOrDefault(key, List.of()).isEmpty() == absent;
        }
    }
}
