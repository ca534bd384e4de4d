package dev.sallyport.service.problem;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.service.audit.AuditUnavailableException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/// Turns whatever was thrown into a problem. What is not known becomes `internal_error` and says nothing to the caller.
public final class Faults {

    private Faults() {}

    /// The problem that `fault` is, or stands for.
    public static ProblemException toProblem(Throwable fault) {
        return switch (fault) {
            case ProblemException problem -> problem;
            case CompletionException wrapped when wrapped.getCause() != null -> toProblem(wrapped.getCause());
            case KmsFailure failure -> ofKms(failure);
            case AuditUnavailableException away ->
                new ProblemException(
                        ProblemCode.AUDIT_UNAVAILABLE, ProblemCode.AUDIT_UNAVAILABLE.title(), "audit away", away);
            case InvalidIdException invalid -> new ProblemException(ProblemCode.NOT_FOUND);
            case MalformedException malformed ->
                new ProblemException(
                        ProblemCode.INVALID_REQUEST,
                        "The request is not well formed.",
                        "malformed: " + malformed.getMessage());
            case TimeoutException timeout ->
                new ProblemException(ProblemCode.TIMEOUT, ProblemCode.TIMEOUT.title(), "timeout", timeout);
            default -> internal(fault);
        };
    }

    private static ProblemException ofKms(KmsFailure failure) {
        return switch (failure.kind()) {
            case UNAVAILABLE ->
                new ProblemException(
                        ProblemCode.KMS_UNAVAILABLE, ProblemCode.KMS_UNAVAILABLE.title(), "kms unavailable", failure);
            case DENIED, NOT_FOUND, DISABLED ->
                new ProblemException(
                        ProblemCode.INVALID_KMS_KEY,
                        ProblemCode.INVALID_KMS_KEY.title(),
                        "kms refused: " + failure.kind(),
                        failure);
            case INVALID_CIPHERTEXT -> internal(failure);
        };
    }

    private static ProblemException internal(Throwable fault) {
        var kind = fault instanceof IOException ? "io failure" : "unexpected failure";
        return new ProblemException(
                ProblemCode.INTERNAL_ERROR,
                ProblemCode.INTERNAL_ERROR.title(),
                kind + ": " + fault.getClass().getName(),
                fault);
    }
}
