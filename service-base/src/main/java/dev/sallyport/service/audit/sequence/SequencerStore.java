package dev.sallyport.service.audit.sequence;

import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.service.audit.AuditLocks;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the sequencer reads and writes, on the one connection that holds its lock: when the connection is lost, so are
/// the lock and every unfinished write.
final class SequencerStore {

    /// All hashes in one value: a row for each would cost more than the tree that is made of them.
    private static final String FRESH = """
            SELECT count(*), max(e.seq), count(*) FILTER (WHERE e.seq <> ALL ($4::int8[])),
                   string_agg(e.leaf_hash, ''::bytea ORDER BY e.seq, e.event_id, e.stage, e.at)
                       FILTER (WHERE e.seq <> ALL ($4::int8[]))
            FROM (SELECT seq, event_id, stage, at, leaf_hash FROM audit.event
                  WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3) e
            """;
    private static final String DOUBLED = """
            SELECT e.seq FROM (SELECT seq, event_id, stage FROM audit.event
                               WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3) e
            WHERE EXISTS (SELECT FROM audit.leaf l WHERE l.event_id = e.event_id AND l.stage = e.stage)
               OR EXISTS (SELECT FROM audit.event o WHERE o.event_id = e.event_id AND o.stage = e.stage
                          AND o.seq > $1 AND o.seq < e.seq)
            """;
    private static final String LEAVES = """
            INSERT INTO audit.leaf (leaf_index, seq, event_id, stage, at, tenant_id, leaf_hash)
            SELECT $1::int8 + row_number() OVER (ORDER BY e.seq, e.event_id, e.stage, e.at) - 1,
                   e.seq, e.event_id, e.stage, e.at, e.tenant_id, e.leaf_hash
            FROM audit.event e
            WHERE e.seq > $2 AND e.seq <= $3 AND e.seq <> ALL ($4::int8[])
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

    /// The next durable events after `seq`, in the order of their numbers.
    ///
    /// @param careful whether to look for events whose id and stage are in the log already: such are rare, and
    ///     the table of leaves refuses them, so there is time to look once it has
    Future<FreshEvents> fresh(long seq, int most, boolean careful) {
        return connection.preparedQuery("SELECT audit.boundary()").execute().compose(rows -> {
            long until = rows.iterator().next().getLong(0);
            var doubled = careful ? doubled(seq, until, most) : Future.succeededFuture(new Long[0]);
            return doubled.compose(numbers -> fresh(seq, until, most, numbers));
        });
    }

    private Future<FreshEvents> fresh(long seq, long until, int most, Long[] doubled) {
        return connection
                .preparedQuery(FRESH)
                .execute(Tuple.of(seq, until, most).addArrayOfLong(doubled))
                .map(rows -> FreshEvents.of(rows.iterator().next(), seq, doubled));
    }

    /// Leaves, full tiles and head in one transaction. The rows of the leaves are made of the events where these lie.
    Future<Void> append(long firstIndex, FreshEvents fresh, Map<Tile.Position, Tile> tiles, SignedTreeHead head) {
        return connection.begin().compose(transaction -> {
            List<Future<?>> writes = new ArrayList<>();
            writes.add(connection
                    .preparedQuery(LEAVES)
                    .execute(leafTuple(firstIndex, fresh))
                    .map(rows -> requireAll(fresh, rows.rowCount())));
            if (!tiles.isEmpty()) {
                writes.add(connection.preparedQuery(TILE).executeBatch(tileTuples(tiles)));
            }
            writes.add(connection.preparedQuery(HEAD).execute(headTuple(head)));
            return Future.all(writes).compose(_ -> transaction.commit());
        });
    }

    private Future<Long[]> doubled(long after, long until, int most) {
        return connection
                .preparedQuery(DOUBLED)
                .execute(Tuple.of(after, until, most))
                .map(rows -> {
                    List<Long> numbers = new ArrayList<>();
                    rows.forEach(row -> numbers.add(row.getLong(0)));
                    return numbers.toArray(Long[]::new);
                });
    }

    private static int requireAll(FreshEvents fresh, int written) {
        if (written != fresh.size()) {
            throw new LogInconsistentException(
                    "events changed while they were ordered: " + written + " leaves for " + fresh.size());
        }
        return written;
    }

    private static Tuple leafTuple(long firstIndex, FreshEvents fresh) {
        return Tuple.of(firstIndex, fresh.after(), fresh.lastSeq()).addArrayOfLong(fresh.doubled());
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
