package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Batches as one row over PostgreSQL: one round trip and one commit for all of their records.
///
/// Each batch holds the barrier lock shared while it draws its number; the sequencer takes it exclusively for an
/// instant and thereby knows that no number below the one that it sees will still appear.
final class PgAuditStore implements AuditStore {

    /// The condition knows no row, so that PostgreSQL looks at it before it draws the number.
    private static final String APPEND = """
            INSERT INTO audit.batch (at, digest, first_id, last_id, event_ids, stages, ats, tenants, actors, decisions,
                   integrations, operations, records, leaf_hashes, salts, persons, addresses)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17
            WHERE (SELECT true FROM pg_advisory_xact_lock_shared(%1$d))
            %2$s
            """;
    private static final String FIRST = APPEND.formatted(AuditLocks.BARRIER, "");

    /// A batch of the same moment and digest is the same batch.
    private static final String AGAIN = APPEND.formatted(AuditLocks.BARRIER, "ON CONFLICT DO NOTHING");

    private static final int CONNECTIONS = 2;

    private final Pool pool;

    private PgAuditStore(Pool pool) {
        this.pool = pool;
    }

    /// A pool of its own: the audit must not wait behind other work, and its commits must reach the disk.
    static PgAuditStore open(Vertx vertx, PgConnectOptions database, AuditConfig config) {
        var options = new PgConnectOptions(database)
                .setCachePreparedStatements(true)
                .addProperty("application_name", "sallyport-audit")
                .addProperty("synchronous_commit", "on")
                .addProperty(
                        "statement_timeout",
                        String.valueOf(config.appendTimeout().toMillis()));
        var pool = PgBuilder.pool()
                .connectingTo(options)
                .using(vertx)
                .with(new PoolOptions()
                        .setMaxSize(CONNECTIONS)
                        .setConnectionTimeout((int) config.appendTimeout().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .build();
        return new PgAuditStore(pool);
    }

    @Override
    public Future<Void> append(List<AuditRecord> batch) {
        return execute(FIRST, batch);
    }

    @Override
    public Future<Void> appendAgain(List<AuditRecord> batch) {
        return execute(AGAIN, batch);
    }

    private Future<Void> execute(String statement, List<AuditRecord> batch) {
        return pool.preparedQuery(statement)
                .execute(new BatchRow(batch).parameters())
                .mapEmpty();
    }

    @Override
    public Future<Void> probe() {
        return pool.preparedQuery("SELECT audit.writable()").execute().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }
}
