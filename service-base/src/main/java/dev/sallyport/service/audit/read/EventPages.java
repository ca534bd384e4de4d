package dev.sallyport.service.audit.read;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.merkle.MerkleTree;
import dev.sallyport.crypto.audit.merkle.NodeSource;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.crypto.audit.merkle.TiledNodes;
import dev.sallyport.service.audit.sequence.PgTiles;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The events of an export in the order of the log, page by page, each with its path to one head.
final class EventPages {

    private static final int PAGE = 500;

    private static final String MATCHING = """
            WHERE %s AND ($3::timestamptz IS NULL OR l.at >= $3)
              AND ($4::timestamptz IS NULL OR l.at < $4) AND ($5::text IS NULL OR e.event_id IS NULL OR e.actor = $5)
              AND ($6::int2 IS NULL OR e.event_id IS NULL OR e.decision = $6)
              AND ($7::text IS NULL OR e.event_id IS NULL OR e.integration_id = $7)
              AND l.leaf_index >= $8 AND l.leaf_index < $9
            ORDER BY l.leaf_index
            """.formatted(Reach.condition("l", "e", 1));

    private static final String EVENTS = """
            SELECT l.seq, l.leaf_index, l.event_id, l.leaf_hash, e.canonical, %s
            FROM audit.leaf l
            LEFT JOIN audit.event e ON e.event_id = l.event_id AND e.stage = l.stage
            %s LIMIT %d
            """.formatted(AuditReader.COLUMNS.formatted("l"), MATCHING, PAGE);

    private static final String INDEX = """
            SELECT l.leaf_index FROM audit.leaf l
            LEFT JOIN audit.event e ON e.event_id = l.event_id AND e.stage = l.stage
            %s OFFSET $10 LIMIT 1
            """.formatted(MATCHING);

    private final Pool pool;

    EventPages(Pool pool) {
        this.pool = pool;
    }

    /// Events of the leaves from `from` to before `until`; empty where there are no more. A page without the last leaf
    /// where the page is full: a doubled record must not fall between two pages.
    Future<List<StoredEvent>> page(AuditFilter filter, long from, long until) {
        return pool.preparedQuery(EVENTS)
                .execute(filter.tuple().addLong(from).addLong(until))
                .map(EventPages::wholeLeaves);
    }

    /// The index of the leaf that comes after `skipped` matching ones.
    Future<Optional<Long>> indexAfter(int skipped, AuditFilter filter, long from, long until) {
        return pool.preparedQuery(INDEX)
                .execute(filter.tuple().addLong(from).addLong(until).addLong((long) skipped))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getLong(0)));
    }

    /// The page's lines, each with the path to the head of `size` leaves; without paths where the store's tiles are not
    /// whole.
    Future<List<String>> lines(List<StoredEvent> page, long size, ExportFormat format) {
        return nodes(page, size)
                .map(nodes -> page.stream()
                        .map(event -> format.line(index(event), event, path(event, size, nodes)))
                        .toList());
    }

    static long index(StoredEvent event) {
        return requireNonNull(event.leafIndex(), "leafIndex is null");
    }

    private static List<StoredEvent> wholeLeaves(RowSet<Row> rows) {
        List<StoredEvent> page = new ArrayList<>(rows.size());
        rows.forEach(row -> page.add(StoredEvent.of(row)));
        if (page.size() < PAGE || index(page.getFirst()) == index(page.getLast())) {
            return page;
        }
        long last = index(page.getLast());
        page.removeIf(event -> index(event) == last);
        return page;
    }

    private Future<Optional<NodeSource>> nodes(List<StoredEvent> page, long size) {
        Set<Tile.Position> needed = new HashSet<>();
        page.forEach(
                event -> needed.addAll(TiledNodes.needed(nodes -> MerkleTree.inclusion(index(event), size, nodes))));
        return new PgTiles(pool)
                .fetch(needed, size)
                .map((Map<Tile.Position, Tile> tiles) -> Optional.of(TiledNodes.over(tiles)))
                .otherwise(Optional.empty());
    }

    private static @Nullable List<Hash32> path(StoredEvent event, long size, Optional<NodeSource> nodes) {
        return nodes.map(source ->
                        MerkleTree.inclusion(index(event), size, source).path())
                .orElse(null);
    }
}
