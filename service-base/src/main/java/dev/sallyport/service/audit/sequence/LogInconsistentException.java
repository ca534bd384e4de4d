package dev.sallyport.service.audit.sequence;

import java.io.Serial;

/// The stored log contradicts itself, or what witnesses have seen: someone changed it. Nothing is signed any more
/// until a person has looked.
public final class LogInconsistentException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LogInconsistentException(String message) {
        super(message);
    }
}
