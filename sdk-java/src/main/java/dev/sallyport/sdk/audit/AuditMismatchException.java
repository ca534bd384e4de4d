package dev.sallyport.sdk.audit;

import dev.sallyport.sdk.problem.SallyportException;

/** The audit log shows something else than a signed answer promised. Keep the answer: it is the evidence. */
public final class AuditMismatchException extends SallyportException {
    private static final long serialVersionUID = 1L;

    AuditMismatchException(String message) {
        super(message, null);
    }
}
