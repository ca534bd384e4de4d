package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.LeaseTimeout;
import dev.sallyport.proxy.value.AnswerTooLarge;
import dev.sallyport.proxy.value.ValueRefused;
import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.OpenFailure;
import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.proxy.wire.ServerError;
import dev.sallyport.proxy.wire.StatementRefused;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import java.util.Set;

/// Turns what went wrong on the way to a database and in it into problems. Anything else is a fault of this program
/// and stays one.
public final class Failures {

    private static final String QUERY_CANCELED = "57014";
    private static final String READ_ONLY_TRANSACTION = "25006";

    /// Too slow for the lane; its prepared statement is gone or no longer fits its tables.
    private static final Set<String> LEAVES_LANE = Set.of(QUERY_CANCELED, "26000", "0A000");

    private Failures() {}

    /// For what fails before there is a connection.
    public static Throwable whileConnecting(Throwable failure) {
        return switch (failure) {
            case OpenFailure open ->
                problem(codeOf(open.reason()), textOf(open.reason()), "target: " + open.getMessage());
            case LeaseTimeout _ ->
                problem(ProblemCode.TIMEOUT, "All connections to the database stayed busy.", "lease timeout");
            default -> failure;
        };
    }

    private static ProblemCode codeOf(OpenFailure.Reason reason) {
        return switch (reason) {
            case UNREACHABLE -> ProblemCode.TARGET_UNREACHABLE;
            case TLS_FAILED -> ProblemCode.TARGET_TLS_FAILED;
            case AUTH_FAILED -> ProblemCode.TARGET_AUTH_FAILED;
            case PROTOCOL_FAILED -> ProblemCode.TARGET_PROTOCOL_FAILED;
        };
    }

    private static String textOf(OpenFailure.Reason reason) {
        return switch (reason) {
            case UNREACHABLE -> "The database did not answer a connection in time.";
            case TLS_FAILED -> "The database's certificate or its TLS could not be verified.";
            case AUTH_FAILED -> "The database refused the credential's login.";
            case PROTOCOL_FAILED -> "The database broke its protocol, or did not prove that it knows the password.";
        };
    }

    /// For what fails on the pipelined lane: [LaneLeft] where the exclusive lane may do better. A plain read has no
    /// effect, so it can run again.
    static Throwable whileReading(Throwable failure) {
        return switch (failure) {
            case StatementRefused refused
            when LEAVES_LANE.contains(refused.error().sqlState()) ->
                new LaneLeft(QUERY_CANCELED.equals(refused.error().sqlState()));
            case StatementRefused refused
            when refused.error().in("53") || refused.error().in("57P") -> new LaneLeft(false);
            case ProtocolViolation _, ConnectionLost _ -> new LaneLeft(false);
            default -> whileRunning(failure, false);
        };
    }

    /// For what fails on a leased connection.
    public static Throwable whileRunning(Throwable failure, Lease lease) {
        return whileRunning(failure, lease.isCancelled());
    }

    private static Throwable whileRunning(Throwable failure, boolean cancelled) {
        if (failure instanceof ProblemException) {
            return failure;
        }
        if (failure instanceof AnswerTooLarge) {
            return problem(
                    ProblemCode.LIMIT_EXCEEDED, "The answer is larger than its limit of bytes.", "answer too large");
        }
        if (cancelled) {
            return timeout();
        }
        return switch (failure) {
            case StatementRefused refused -> ofServer(refused.error());
            case ValueRefused refused ->
                statementFailed(refused.sqlState(), sentence(String.valueOf(refused.getMessage())));
            case ProtocolViolation _ ->
                problem(
                        ProblemCode.TARGET_PROTOCOL_FAILED,
                        "The database broke its protocol.",
                        "target: " + failure.getMessage());
            case ConnectionLost _ ->
                problem(
                        ProblemCode.TARGET_UNREACHABLE,
                        "The connection to the database was lost.",
                        "target: " + failure.getMessage());
            default -> failure;
        };
    }

    private static ProblemException ofServer(ServerError error) {
        return switch (error.sqlState()) {
            case QUERY_CANCELED -> timeout();
            case READ_ONLY_TRANSACTION -> ofServer(ProblemCode.STATEMENT_NOT_READ_ONLY, error);
            default -> ofServer(ProblemCode.STATEMENT_FAILED, error);
        };
    }

    private static ProblemException ofServer(ProblemCode code, ServerError error) {
        ProblemException problem = problem(code, sentence(ErrorText.of(error)), "sqlstate " + error.sqlState())
                .with("sqlstate", error.sqlState());
        return error.position() == 0 ? problem : problem.with("position", error.position());
    }

    static ProblemException statementFailed(String sqlState, String text) {
        return problem(ProblemCode.STATEMENT_FAILED, text, "sqlstate " + sqlState)
                .with("sqlstate", sqlState);
    }

    /// A statement of a kind that the operation does not take.
    static ProblemException kindNotPermitted(ProblemCode code, String text) {
        return problem(code, text, "kind not permitted").with("rule_code", "OP-001");
    }

    static ProblemException problem(ProblemCode code, String text, String logText) {
        return new ProblemException(code, text, logText);
    }

    static ProblemException timeout() {
        return problem(
                ProblemCode.TIMEOUT,
                "The statement took longer than its limit and was cancelled.",
                "statement cancelled");
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
