package dev.sallyport.sdk.problem;

/** A service said no. {@link #problem()} says why and what to do. */
public class ProblemException extends SallyportException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** An exception for {@code problem}. */
    public ProblemException(Problem problem) {
        super(problem.oneLine(), null);
        this.problem = problem;
    }

    /** What the service said. */
    public Problem problem() {
        return problem;
    }

    /** Short for {@code problem().code()}. */
    public String code() {
        return problem.code();
    }

    /** Short for {@code problem().fix()}. */
    public String fix() {
        return problem.fix();
    }
}
