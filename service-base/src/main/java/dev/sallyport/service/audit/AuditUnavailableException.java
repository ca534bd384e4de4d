package dev.sallyport.service.audit;

import java.io.Serial;

/// The audit store did not take a record: no operation. Callers get 503 `audit_unavailable`.
public final class AuditUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /// `message` is for the log; it names no host, user or value.
    public AuditUnavailableException(String message) {
        super(message);
    }

    AuditUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
