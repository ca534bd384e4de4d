package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.service.audit.AuditLocks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the sequencer reads and writes, on the one connection that holds its lock: when the connection is lost, so are
/// the lock and every unfinished write.
final class SequencerStore {

    private static final String FRESH = """
            SELECT e.seq, e.event_id, e.stage, e.at, e.tenant_id, e.leaf_hash FROM audit.event e
            WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.seq LIMIT $3
            """;
    private static final String KNOWN = """
            SELECT l.event_id || '/' || l.stage FROM audit.leaf l
            JOIN unnest($1::text[], $2::int2[]) AS g(event_id, stage) ON g.event_id = l.event_id AND g.stage = l.stage
            """;
    private static final String LEAVES = """
            INSERT INTO audit.leaf (leaf_index, seq, event_id, stage, at, tenant_id, leaf_hash)
            SELECT $1::int8 + g.n - 1, g.seq, g.event_id, g.stage, g.at, nullif(g.tenant_id, ''), g.leaf_hash
            FROM unnest($2::int8[], $3::text[], $4::int2[], $5::timestamptz[], $6::text[], $7::bytea[])
                 WITH ORDINALITY AS g(seq, event_id, stage, at, tenant_id, leaf_hash, n)
            """;
    private static final String TILE =
            "INSERT INTO audit.tile (level, tile_index, root, hashes) VALUES ($1, $2, $3, $4)";
    private static final String HEAD = """
            INSERT INTO audit.head (tree_size, log_id, at_ms, root, signing_key_id, signature)
            VALUES ($1, $2, $3, $4, $5, $6)
            """;
    private static final String NEWEST =
            "SELECT " + HeadRows.COLUMNS + " FROM audit.head ORDER BY tree_size DESC LIMIT 1";

    private final PgConnection connection;

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

    /// The next durable events after `seq`, in the order of their numbers; none that is already in the tree.
    Future<Fresh> fresh(long seq, int most) {
        return connection
                .preparedQuery("SELECT audit.boundary()")
                .execute()
                .compose(rows -> connection
                        .preparedQuery(FRESH)
                        .execute(Tuple.of(seq, rows.iterator().next().getLong(0), most)))
                .compose(rows -> withoutKnown(leaves(rows)));
    }

    /// Leaves, full tiles and head in one transaction.
    Future<Void> append(long firstIndex, List<NewLeaf> leaves, Map<Tile.Position, Tile> tiles, SignedTreeHead head) {
        return connection.begin().compose(transaction -> {
            List<Future<?>> writes = new ArrayList<>();
            writes.add(connection.preparedQuery(LEAVES).execute(leafTuple(firstIndex, leaves)));
            if (!tiles.isEmpty()) {
                writes.add(connection.preparedQuery(TILE).executeBatch(tileTuples(tiles)));
            }
            writes.add(connection.preparedQuery(HEAD).execute(headTuple(head)));
            return Future.all(writes).compose(_ -> transaction.commit());
        });
    }

    private static List<NewLeaf> leaves(RowSet<Row> rows) {
        List<NewLeaf> leaves = new ArrayList<>(rows.size());
        rows.forEach(row -> leaves.add(NewLeaf.of(row)));
        return leaves;
    }

    private Future<Fresh> withoutKnown(List<NewLeaf> leaves) {
        if (leaves.isEmpty()) {
            return Future.succeededFuture(new Fresh(leaves, 0, 0, 0));
        }
        var keys = Tuple.tuple()
                .addArrayOfString(leaves.stream().map(NewLeaf::eventId).toArray(String[]::new))
                .addArrayOfShort(leaves.stream().map(NewLeaf::stage).toArray(Short[]::new));
        return connection.preparedQuery(KNOWN).execute(keys).map(rows -> {
            var seen = new HashSet<String>();
            rows.forEach(row -> seen.add(row.getString(0)));
            var fresh = leaves.stream()
                    .filter(leaf -> seen.add(leaf.eventId() + "/" + leaf.stage()))
                    .toList();
            return new Fresh(fresh, leaves.getLast().seq(), leaves.size(), leaves.size() - fresh.size());
        });
    }

    private static Tuple leafTuple(long firstIndex, List<NewLeaf> leaves) {
        return Tuple.of(firstIndex)
                .addArrayOfLong(leaves.stream().map(NewLeaf::seq).toArray(Long[]::new))
                .addArrayOfString(leaves.stream().map(NewLeaf::eventId).toArray(String[]::new))
                .addArrayOfShort(leaves.stream().map(NewLeaf::stage).toArray(Short[]::new))
                .addArrayOfOffsetDateTime(leaves.stream().map(NewLeaf::at).toArray(OffsetDateTime[]::new))
                .addArrayOfString(leaves.stream()
                        .map(leaf -> leaf.tenantId() == null ? "" : leaf.tenantId())
                        .toArray(String[]::new))
                .addArrayOfBuffer(leaves.stream()
                        .map(leaf -> Buffer.buffer(leaf.hash().bytes()))
                        .toArray(Buffer[]::new));
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

    /// @param lastSeq the last number looked at; 0 where there was nothing
    /// @param looked how many events were looked at
    /// @param duplicates events whose id and stage are in the log already; they get no leaf
    record Fresh(List<NewLeaf> leaves, long lastSeq, int looked, int duplicates) {}
}
