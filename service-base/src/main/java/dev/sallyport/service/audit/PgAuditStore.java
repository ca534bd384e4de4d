package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Batches as one statement over PostgreSQL: one round trip and one commit for all of their records.
///
/// Each batch holds the barrier lock shared while it draws sequence numbers; the sequencer takes it exclusively for an
/// instant and thereby knows that no number below the one that it sees will still appear.
final class PgAuditStore implements AuditStore {

    private static final String APPEND = """
            WITH barrier AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(%1$d) AS held),
            given AS (SELECT g.* FROM barrier, unnest($1::text[], $2::int2[], $3::timestamptz[], $4::text[], $5::text[],
                     $6::int2[], $7::text[], $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::text[], $13::text[])
                     AS g(event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical, leaf_hash,
                     salt, person, address)),
            kept AS (INSERT INTO audit.disclosure (event_id, stage, at, salt, person, address)
                     SELECT event_id, stage, at, salt, nullif(person, ''), nullif(address, '') FROM given %2$s)
            INSERT INTO audit.event
                   (event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical, leaf_hash)
            SELECT event_id, stage, at, nullif(tenant_id, ''), nullif(actor, ''), decision, nullif(integration_id, ''),
                   operation, canonical, leaf_hash
            FROM given %2$s
            """;
    private static final String FIRST = APPEND.formatted(AuditLocks.BARRIER, "");

    /// Looking before each insert costs a sixth of it, so that the first try does without.
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
        var row = Tuple.tuple();
        row.addArrayOfString(texts(batch, record -> record.id().value()));
        row.addArrayOfShort(shorts(batch, record -> record.event().isConcluded() ? 2 : 1));
        row.addArrayOfOffsetDateTime(batch.stream()
                .map(record -> record.event().at().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
        row.addArrayOfString(texts(batch, record -> idOf(record.event().who().tenant())));
        row.addArrayOfString(texts(batch, record -> record.event().who().name()));
        row.addArrayOfShort(
                shorts(batch, record -> record.event().decision().kind().ordinal()));
        row.addArrayOfString(texts(batch, record -> idOf(record.event().what().integration())));
        row.addArrayOfString(texts(batch, record -> record.event().what().operation()));
        row.addArrayOfBuffer(bytes(batch, AuditRecord::canonical));
        row.addArrayOfBuffer(bytes(batch, record -> record.leaf().bytes()));
        row.addArrayOfBuffer(bytes(batch, record -> record.disclosure().salt().bytes()));
        row.addArrayOfString(texts(batch, record -> record.disclosure().person()));
        row.addArrayOfString(texts(batch, record -> record.disclosure().address()));
        return pool.preparedQuery(statement).execute(row).mapEmpty();
    }

    @Override
    public Future<Void> probe() {
        return pool.preparedQuery("SELECT audit.writable()").execute().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }

    private static @Nullable String idOf(dev.sallyport.crypto.id.@Nullable Id id) {
        return id == null ? null : id.value();
    }

    private static String[] texts(List<AuditRecord> batch, Function<AuditRecord, @Nullable String> value) {
        return batch.stream().map(value).map(text -> text == null ? "" : text).toArray(String[]::new);
    }

    private static Short[] shorts(List<AuditRecord> batch, Function<AuditRecord, Integer> value) {
        return batch.stream().map(value).map(Integer::shortValue).toArray(Short[]::new);
    }

    private static Buffer[] bytes(List<AuditRecord> batch, Function<AuditRecord, byte[]> value) {
        return batch.stream().map(value).map(Buffer::buffer).toArray(Buffer[]::new);
    }
}
