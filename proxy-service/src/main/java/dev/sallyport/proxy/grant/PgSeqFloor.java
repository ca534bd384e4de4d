package dev.sallyport.proxy.grant;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/// [SeqFloor] in the proxy's own database.
final class PgSeqFloor implements SeqFloor {

    private static final String RAISE = """
            INSERT INTO proxy.seen_seq AS seen (kind, id, issued_seq) VALUES ($1, $2, $3)
            ON CONFLICT (kind, id) DO UPDATE SET issued_seq = greatest(seen.issued_seq, excluded.issued_seq)
            RETURNING issued_seq""";

    private static final String HIGHEST = "SELECT coalesce(max(issued_seq), 0) FROM proxy.seen_seq";

    private final Pool pool;

    PgSeqFloor(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<Boolean> raise(GrantKind kind, String id, long issuedSeq) {
        return pool.preparedQuery(RAISE)
                .execute(Tuple.of(kind.wireName(), id, issuedSeq))
                .map(rows -> rows.iterator().next().getLong(0) == issuedSeq);
    }

    /// The highest number of all.
    Future<Long> highest() {
        return pool.preparedQuery(HIGHEST)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
