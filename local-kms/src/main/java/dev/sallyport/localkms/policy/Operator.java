package dev.sallyport.localkms.policy;

import java.util.Arrays;
import java.util.Optional;

/// The condition operators that are known here. An operator that is not in this list makes the whole policy malformed.
enum Operator {
    STRING_EQUALS("StringEquals", false),
    STRING_NOT_EQUALS("StringNotEquals", true),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true),
    STRING_LIKE("StringLike", false),
    STRING_NOT_LIKE("StringNotLike", true),
    ARN_EQUALS("ArnEquals", false),
    ARN_LIKE("ArnLike", false),
    ARN_NOT_EQUALS("ArnNotEquals", true),
    ARN_NOT_LIKE("ArnNotLike", true),
    BOOL("Bool", false);

    private final String awsName;
    private final boolean negated;

    Operator(String awsName, boolean negated) {
        this.awsName = awsName;
        this.negated = negated;
    }

    static Optional<Operator> named(String awsName) {
        return Arrays.stream(values())
                .filter(operator -> operator.awsName.equals(awsName))
                .findFirst();
    }

    /// What the operator says of a request that does not have the condition key at all.
    boolean holdsWithoutValue() {
        return negated;
    }

    boolean negated() {
        return negated;
    }

    /// The comparison itself, before negation.
    boolean compares(String wanted, String actual) {
        return switch (this) {
            case STRING_EQUALS, STRING_NOT_EQUALS -> wanted.equals(actual);
            case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE, BOOL -> wanted.equalsIgnoreCase(actual);
            case STRING_LIKE, STRING_NOT_LIKE, ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE ->
                Glob.matches(wanted, actual);
        };
    }
}
