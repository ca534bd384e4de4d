package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;

/// Where every call leaves its records. Thread safe; the futures complete on the caller's Vert.x context where it has
/// one.
///
/// Both methods fail with [AuditUnavailableException] when the record could not be made durable; then the effect must
/// not happen, or the answer must not leave.
public interface AuditLog {

    /// Durable when complete: the effect may happen.
    Future<Void> intend(AuditRecord intent);

    /// Durable when complete: the answer may leave.
    default Future<Void> conclude(AuditRecord conclusion) {
        return conclude(conclusion, Future.succeededFuture());
    }

    /// The same for an answer that has to wait for something else: its record may share the write of others until
    /// `need`
    /// completes, for some hundredths of a second at most.
    Future<Void> conclude(AuditRecord conclusion, Future<?> need);
}
