package dev.sallyport.service.audit;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.id.Id;
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
import org.jspecify.annotations.Nullable;

/// Batches as one statement over PostgreSQL: one round trip and one commit for all of their records.
///
/// Each batch holds the barrier lock shared while it draws sequence numbers; the sequencer takes it exclusively for an
/// instant and thereby knows that no number below the one that it sees will still appear.
final class PgAuditStore implements AuditStore {

    /// The condition knows no row, so that PostgreSQL looks at it once, before the first of them and its number.
    private static final String APPEND = """
            INSERT INTO audit.event (event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical,
                   leaf_hash, salt, person, address)
            SELECT event_id, stage, at, nullif(tenant_id, ''), nullif(actor, ''), decision, nullif(integration_id, ''),
                   operation, canonical, leaf_hash, salt, nullif(person, ''), nullif(address, '')
            FROM unnest($1::text[], $2::int2[], $3::timestamptz[], $4::text[], $5::text[], $6::int2[],
                 $7::text[], $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::text[], $13::text[])
                 AS g(event_id, stage, at, tenant_id, actor, decision, integration_id, operation, canonical, leaf_hash,
                 salt, person, address)
            WHERE (SELECT true FROM pg_advisory_xact_lock_shared(%1$d))
            %2$s
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
        return pool.preparedQuery(statement).execute(row(batch)).mapEmpty();
    }

    private static Tuple row(List<AuditRecord> batch) {
        int size = batch.size();
        var ids = new String[size];
        var stages = new Short[size];
        var moments = new OffsetDateTime[size];
        var tenants = new String[size];
        var actors = new String[size];
        var decisions = new Short[size];
        var integrations = new String[size];
        var operations = new String[size];
        var canonicals = new Buffer[size];
        var leaves = new Buffer[size];
        var salts = new Buffer[size];
        var persons = new String[size];
        var addresses = new String[size];
        for (int i = 0; i < size; i++) {
            var record = batch.get(i);
            var event = record.event();
            ids[i] = record.id().value();
            stages[i] = (short) (event.isConcluded() ? 2 : 1);
            moments[i] = event.at().atOffset(ZoneOffset.UTC);
            tenants[i] = text(event.who().tenant());
            actors[i] = text(event.who().name());
            decisions[i] = (short) event.decision().kind().ordinal();
            integrations[i] = text(event.what().integration());
            operations[i] = event.what().operation();
            canonicals[i] = Buffer.buffer(record.canonical());
            leaves[i] = Buffer.buffer(record.leaf().bytes());
            salts[i] = Buffer.buffer(record.disclosure().salt().bytes());
            persons[i] = text(record.disclosure().person());
            addresses[i] = text(record.disclosure().address());
        }
        return Tuple.tuple()
                .addArrayOfString(ids)
                .addArrayOfShort(stages)
                .addArrayOfOffsetDateTime(moments)
                .addArrayOfString(tenants)
                .addArrayOfString(actors)
                .addArrayOfShort(decisions)
                .addArrayOfString(integrations)
                .addArrayOfString(operations)
                .addArrayOfBuffer(canonicals)
                .addArrayOfBuffer(leaves)
                .addArrayOfBuffer(salts)
                .addArrayOfString(persons)
                .addArrayOfString(addresses);
    }

    @Override
    public Future<Void> probe() {
        return pool.preparedQuery("SELECT audit.writable()").execute().mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return pool.close();
    }

    private static String text(@Nullable Id id) {
        return id == null ? "" : id.value();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
