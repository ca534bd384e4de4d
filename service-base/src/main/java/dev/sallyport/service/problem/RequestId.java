package dev.sallyport.service.problem;

import dev.sallyport.crypto.id.AuditEventId;
import org.jboss.logging.MDC;

/// Names one call in answers and in every log line of it. Text form `req_…`.
///
/// @param value `req_` and a monotonic ULID; never taken from the caller
public record RequestId(String value) {
    private static final String PREFIX = "req_";
    private static final String LOG_FIELD = "request_id";

    /// A new one.
    public static RequestId next() {
        var id = AuditEventId.next().value();
        return new RequestId(PREFIX + id.substring(id.indexOf('_') + 1));
    }

    /// Puts the id into the log lines of the current Vert.x context.
    public RequestId inLogs() {
        MDC.put(LOG_FIELD, value);
        return this;
    }

    @Override
    public String toString() {
        return value;
    }
}
