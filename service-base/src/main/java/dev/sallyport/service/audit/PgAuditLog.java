package dev.sallyport.service.audit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

/// The audit log of one replica over its service's own PostgreSQL database.
public final class PgAuditLog implements AuditLog {

    private final GroupCommit writer;

    private PgAuditLog(GroupCommit writer) {
        this.writer = writer;
    }

    /// `database` names the role that may INSERT and SELECT only. Connects when the first record comes. Throws
    /// [IllegalArgumentException] for a batch that no row can hold.
    public static PgAuditLog open(Vertx vertx, PgConnectOptions database, AuditConfig config) {
        if (config.maxBatch() < 1 || config.maxBatch() > BatchRow.MOST) {
            throw new IllegalArgumentException(
                    "sallyport.audit.max-batch is " + config.maxBatch() + ", not 1 to " + BatchRow.MOST);
        }
        return new PgAuditLog(new GroupCommit(vertx, PgAuditStore.open(vertx, database, config), config));
    }

    @Override
    public Future<Void> intend(AuditRecord intent) {
        if (requireNonNull(intent, "intent is null").event().isConcluded()) {
            throw new IllegalArgumentException("a conclusion is no intent");
        }
        return writer.submit(intent, Future.succeededFuture());
    }

    @Override
    public Future<Void> conclude(AuditRecord conclusion, Future<?> need) {
        if (!requireNonNull(conclusion, "conclusion is null").event().isConcluded()) {
            throw new IllegalArgumentException("an intent is no conclusion");
        }
        return writer.submit(conclusion, need);
    }

    /// For health: false while the store is away and every record is refused.
    public boolean isAvailable() {
        return !writer.isAway();
    }

    /// Records that wait for the store now.
    public int waiting() {
        return writer.waiting();
    }

    /// Settles what waits, then closes the connections; refuses what comes later.
    public Future<Void> close() {
        return writer.close();
    }
}
