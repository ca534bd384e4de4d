package dev.sallyport.proxy.idempotency;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Arrays;

/// [CallStore] in the proxy's database.
public final class PgCallStore implements CallStore {

    private static final String CLAIM = """
            INSERT INTO proxy.idempotent_call (api_key_id, idempotency_key, request_digest) VALUES ($1, $2, $3)
            ON CONFLICT (api_key_id, idempotency_key) DO NOTHING""";
    private static final String LOOK =
            "SELECT request_digest, envelope FROM proxy.idempotent_call WHERE api_key_id = $1 AND idempotency_key = $2";
    private static final String FINISH =
            "UPDATE proxy.idempotent_call SET envelope = $3 WHERE api_key_id = $1 AND idempotency_key = $2";
    private static final String RELEASE = """
            DELETE FROM proxy.idempotent_call
            WHERE api_key_id = $1 AND idempotency_key = $2 AND envelope IS NULL""";
    private static final String PURGE =
            "DELETE FROM proxy.idempotent_call WHERE claimed_at < now() - make_interval(secs => $1)";

    private final Pool pool;

    public PgCallStore(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Known> claim(IdempotentCall call) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(call.apiKey().value(), call.key(), Buffer.buffer(call.requestDigest())))
                .compose(inserted ->
                        inserted.rowCount() == 1 ? Future.succeededFuture(new Known.Claimed()) : look(call));
    }

    @Override
    public Future<Known> look(IdempotentCall call) {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(call.apiKey().value(), call.key()))
                .map(rows -> rows.size() == 0
                        ? new Known.Running()
                        : known(call, rows.iterator().next()));
    }

    private static Known known(IdempotentCall call, Row row) {
        if (!Arrays.equals(row.getBuffer(0).getBytes(), call.requestDigest())) {
            return new Known.Conflict();
        }
        Buffer envelope = row.getBuffer(1);
        return envelope == null ? new Known.Running() : new Known.Answered(envelope.getBytes());
    }

    @Override
    public Future<Void> finish(IdempotentCall call, byte[] envelope) {
        return pool.preparedQuery(FINISH)
                .execute(Tuple.of(call.apiKey().value(), call.key(), Buffer.buffer(envelope)))
                .mapEmpty();
    }

    @Override
    public Future<Void> release(IdempotentCall call) {
        return pool.preparedQuery(RELEASE)
                .execute(Tuple.of(call.apiKey().value(), call.key()))
                .mapEmpty();
    }

    /// Forgets calls that are older than this.
    public Future<Integer> purge(Duration age) {
        return pool.preparedQuery(PURGE)
                .execute(Tuple.of((double) age.toSeconds()))
                .map(deleted -> deleted.rowCount());
    }
}
