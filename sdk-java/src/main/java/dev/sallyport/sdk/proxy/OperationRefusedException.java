package dev.sallyport.sdk.proxy;

import dev.sallyport.sdk.answer.VerifiedAnswer;
import dev.sallyport.sdk.problem.Problem;
import dev.sallyport.sdk.problem.ProblemException;

/** The proxy refused, and signed that it did: the refusal was verified like any answer. Nothing was kept. */
public final class OperationRefusedException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient VerifiedAnswer answer;

    OperationRefusedException(Problem problem, VerifiedAnswer answer) {
        super(problem);
        this.answer = answer;
    }

    /** The verified envelope that carried the refusal. */
    public VerifiedAnswer answer() {
        return answer;
    }
}
