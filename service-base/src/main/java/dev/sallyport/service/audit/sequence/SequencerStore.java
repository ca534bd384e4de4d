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

    private static final String NEW = """
            SELECT seq, event_id, stage, at, tenant_id, leaf_hash FROM audit.event
            WHERE seq > $2 AND seq <= $3 ORDER BY seq FETCH FIRST $4 ROWS WITH TIES""";
    private static final String LEAVES = """
            INSERT INTO audit.leaf (leaf_index, seq, event_id, stage, at, tenant_id, leaf_hash)
            SELECT $1::int8 + row_number() OVER (ORDER BY e.seq, e.event_id, e.stage, e.at) - 1,
                   e.seq, e.event_id, e.stage, e.at, e.tenant_id, e.leaf_hash
            FROM %s
            RETURNING leaf_index, seq, leaf_hash""";
    private static final String HASHES = "string_agg(leaf_hash, ''::bytea ORDER BY leaf_index)";

    /// Makes the leaves' rows of the events where these lie, and gives all hashes as one value: a row for each would
    /// cost more than the tree that is made of them.
    private static final String ORDER = """
            WITH added AS (%s)
            SELECT count(*), max(seq), count(*), %s FROM added
            """.formatted(LEAVES.formatted("(" + NEW + ") e"), HASHES);

    /// Passes over what the table of leaves would refuse: doubled events, and rows whose hash is none.
    private static final String ORDER_CAREFULLY =
            """
            WITH looked AS MATERIALIZED (%s), added AS (%s)
            SELECT (SELECT count(*) FROM looked), (SELECT max(seq) FROM looked), count(*), %s FROM added
            """.formatted(NEW, LEAVES.formatted("""
            looked e
            WHERE octet_length(e.leaf_hash) = %1$d
              AND NOT EXISTS (SELECT FROM audit.leaf l WHERE l.event_id = e.event_id AND l.stage = e.stage)
              AND NOT EXISTS (SELECT FROM audit.event o WHERE o.event_id = e.event_id AND o.stage = e.stage
                              AND o.seq > $2 AND (o.seq, o.at) < (e.seq, e.at) AND octet_length(o.leaf_hash) = %1$d)
            """.formatted(Hash32.BYTES)), HASHES);
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

    /// The tree as far as it is stored, and the last sequence number that is in it.
    Future<Position> load() {
        return connection
                .preparedQuery("SELECT leaf_index + 1, seq FROM audit.leaf ORDER BY leaf_index DESC LIMIT 1")
                .execute()
                .compose(rows -> {
                    long size = rows.size() == 0 ? 0 : rows.iterator().next().getLong(0);
                    long seq = rows.size() == 0 ? 0 : rows.iterator().next().getLong(1);
                    return new PgTiles(connection)
                            .fetch(GrowingTree.rightEdge(size), size)
                            .map(edge -> new Position(GrowingTree.of(size, edge), seq));
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

    /// Gives the next events, in the order of their numbers, leaves from `firstIndex` on, in a transaction of which
    /// [#commit] is the end; without any there is none.
    Future<NewLeaves> order(long firstIndex, NewLeaves.Look look) {
        return connection
                .begin()
                .compose(begun -> connection
                        .preparedQuery(look.careful() ? ORDER_CAREFULLY : ORDER)
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
    record Position(GrowingTree tree, long seq) {}
}
