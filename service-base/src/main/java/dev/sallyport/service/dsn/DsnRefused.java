package dev.sallyport.service.dsn;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;

/// A DSN that is not accepted. The message is for the caller: it names the rule and at most the name of a key, never a
/// value, a host or a user.
public final class DsnRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String rule;

    DsnRefused(String rule, String message) {
        super(message, null, false, false);
        this.rule = rule;
    }

    /// Stable, for programs and logs: `dsn_key_refused`.
    public String rule() {
        return rule;
    }

    /// As a problem for the caller.
    public ProblemException toProblem() {
        var text = String.valueOf(getMessage());
        return new ProblemException(ProblemCode.INVALID_DSN, text, "dsn refused: " + rule).with("rule", rule);
    }
}
