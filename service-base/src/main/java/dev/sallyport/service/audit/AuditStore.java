package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import java.util.List;

/// Makes batches durable.
interface AuditStore {

    /// Durable when complete, all or none. Fails where the same batch is stored already.
    Future<Void> append(List<AuditRecord> batch);

    /// The same for a batch whose first append failed, with whatever outcome: a batch that is stored already stays as
    /// it
    /// is, and none is stored twice.
    Future<Void> appendAgain(List<AuditRecord> batch);

    /// Completes when the store would take a batch.
    Future<Void> probe();

    /// Closes connections; the records that were given before are settled first.
    Future<Void> close();
}
