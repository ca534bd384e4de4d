package dev.sallyport.service.audit.sequence;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.service.audit.AuditLocks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the sequencer reads and writes, on the one connection that holds its lock: when the connection is lost, so are
/// the lock and every unfinished write.
final class SequencerStore {

    /// So many batches are looked at in one go; each is about a page of the table.
    private static final int BATCHES = 500;

    /// Gives the leaves of the batches a place where these lie, and all hashes as one value. A batch that does not
    /// hold together was put in by hand; it is passed over.
    ///
    /// Ids are compressed: they are taken apart as seldom as can be.
    private static final String ORDER = """
            WITH fresh AS MATERIALIZED (
                SELECT *, CASE WHEN array_ndims(event_ids) = 1 AND array_ndims(stages) = 1 AND array_ndims(ats) = 1
                                    AND array_ndims(tenants) = 1
                          THEN size <= 4095 AND cardinality(stages) = size AND cardinality(ats) = size
                               AND cardinality(tenants) = size AND octet_length(leaf_hashes) = %1$d * size
                               AND array_position(event_ids, NULL) IS NULL AND array_position(stages, NULL) IS NULL
                               AND array_position(ats, NULL) IS NULL
                          ELSE false END AS whole
                FROM (SELECT no, at, first_id, last_id, event_ids, stages, ats, tenants, leaf_hashes, cardinality(event_ids) AS size
                      FROM audit.batch WHERE no > $2 AND no <= $3 ORDER BY no FETCH FIRST %2$d ROWS WITH TIES) b
            ), taken AS MATERIALIZED (
                SELECT * FROM (SELECT *, sum(CASE WHEN whole THEN size ELSE 0 END) OVER (ORDER BY no) AS leaves FROM fresh) f
                WHERE leaves <= $4 OR no = (SELECT min(no) FROM fresh)
            ), added AS (
                INSERT INTO audit.leaves (first_leaf, size, no, at, first_id, last_id, event_ids, stages, ats, tenants, hashes)
                SELECT $1::int8 + sum(size) OVER (ORDER BY no, at, first_id ROWS UNBOUNDED PRECEDING) - size, size, no, at,
                       first_id, last_id, event_ids, stages, ats, tenants, leaf_hashes
                FROM taken WHERE whole
                RETURNING first_leaf, hashes
            )
            SELECT (SELECT count(*) FROM taken WHERE NOT whole) AS passed_over, (SELECT max(no) FROM taken) AS last_batch,
                   (SELECT count(*) FROM fresh) >= %2$d OR (SELECT count(*) FROM fresh) > (SELECT count(*) FROM taken) AS more,
                   string_agg(hashes, ''::bytea ORDER BY first_leaf) AS hashes
            FROM added
            """.formatted(Hash32.BYTES, BATCHES);
    private static final String TILE =
            "INSERT INTO audit.tile (level, tile_index, root, hashes) VALUES ($1, $2, $3, $4)";
    private static final String HEAD = """
            INSERT INTO audit.head (tree_size, log_id, at_ms, root, signing_key_id, signature)
            VALUES ($1, $2, $3, $4, $5, $6)
            """;
    private static final String NEWEST =
            "SELECT " + HeadRows.COLUMNS + " FROM audit.head ORDER BY tree_size DESC LIMIT 1";

    private final PgConnection connection;

    /// Holds leaves that no head is over yet.
    private @Nullable Transaction transaction;

    SequencerStore(PgConnection connection) {
        this.connection = connection;
    }

    Future<Boolean> tryLock() {
        return connection
                .preparedQuery("SELECT pg_try_advisory_lock($1)")
                .execute(Tuple.of(AuditLocks.SEQUENCER))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    Future<Void> ensurePartitions() {
        return connection
                .preparedQuery("SELECT audit.ensure_partitions(now(), 4)")
                .execute()
                .mapEmpty();
    }

    /// The tree as far as it is stored, and the number of the last batch that is in it.
    Future<Position> load() {
        return connection
                .preparedQuery("SELECT first_leaf + size, no FROM audit.leaves ORDER BY first_leaf DESC LIMIT 1")
                .execute()
                .compose(rows -> {
                    long size = rows.size() == 0 ? 0 : rows.iterator().next().getLong(0);
                    long no = rows.size() == 0 ? 0 : rows.iterator().next().getLong(1);
                    return new PgTiles(connection)
                            .fetch(GrowingTree.rightEdge(size), size)
                            .map(edge -> new Position(GrowingTree.of(size, edge), no));
                });
    }

    Future<Optional<SignedTreeHead>> newestHead() {
        return connection
                .preparedQuery(NEWEST)
                .execute()
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(HeadRows.of(rows.iterator().next())));
    }

    /// The number below which no other will still appear.
    Future<Long> boundary() {
        return connection
                .preparedQuery("SELECT audit.boundary()")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /// Gives the next batches, in the order of their numbers, leaves from `firstIndex` on, in a transaction of which
    /// [#commit] is the end; without any there is none.
    Future<NewLeaves> order(long firstIndex, NewLeaves.Look look) {
        return connection
                .begin()
                .compose(begun -> connection
                        .preparedQuery(ORDER)
                        .execute(Tuple.of(firstIndex, look.after(), look.until(), look.most()))
                        .map(rows -> NewLeaves.of(rows.iterator().next(), look))
                        .compose(leaves -> {
                            if (leaves.size() == 0) {
                                return begun.rollback().map(leaves);
                            }
                            transaction = begun;
                            return Future.succeededFuture(leaves);
                        }));
    }

    /// Puts the leaves into the log, with the tiles that they made full and the head over them.
    Future<Void> commit(Map<Tile.Position, Tile> tiles, SignedTreeHead head) {
        var begun = requireNonNull(transaction, "nothing was ordered");
        transaction = null;
        List<Future<?>> writes = new ArrayList<>();
        if (!tiles.isEmpty()) {
            writes.add(connection.preparedQuery(TILE).executeBatch(tileTuples(tiles)));
        }
        writes.add(connection.preparedQuery(HEAD).execute(headTuple(head)));
        return Future.all(writes).compose(_ -> begun.commit());
    }

    private static List<Tuple> tileTuples(Map<Tile.Position, Tile> tiles) {
        return tiles.entrySet().stream()
                .map(entry -> Tuple.of(
                        (short) entry.getKey().level(),
                        entry.getKey().index(),
                        Buffer.buffer(entry.getValue().root().bytes()),
                        Buffer.buffer(entry.getValue().bytes())))
                .toList();
    }

    private static Tuple headTuple(SignedTreeHead head) {
        return Tuple.of(
                head.head().size(),
                head.head().logId(),
                head.head().atMillis(),
                Buffer.buffer(head.head().root().bytes()),
                head.keyId().value(),
                Buffer.buffer(head.signature()));
    }

    /// Where the log stands. The tree is the sequencer's to change.
    record Position(GrowingTree tree, long batch) {}
}
