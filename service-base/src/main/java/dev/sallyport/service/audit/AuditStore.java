package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import java.util.List;

/// Makes batches durable.
interface AuditStore {

    /// Durable when complete, all or none. A batch may be given again after a failure whose outcome is unknown: records
    /// that are already stored stay as they are, and none is stored twice.
    Future<Void> append(List<AuditRecord> batch);

    /// Completes when the store would take a batch.
    Future<Void> probe();

    /// Closes connections; the records that were given before are settled first.
    Future<Void> close();
}
