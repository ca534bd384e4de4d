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

    private static final String EACH = """
            audit.leaves p LEFT JOIN audit.batch b ON b.no = p.no AND b.at = p.at AND b.first_id = p.first_id
            %s
            CROSS JOIN LATERAL (
                SELECT l.*, e.event_id AS found, e.actor, e.decision, e.integration_id, e.record, e.salt, e.person, e.address, %s
                FROM unnest(p.event_ids, p.stages, p.ats, p.tenants) WITH ORDINALITY AS l(event_id, stage, at, tenant_id, place)
                LEFT JOIN unnest(b.event_ids, b.stages, b.actors, b.decisions, b.integrations, b.records, b.salts, b.persons,
                                 b.addresses) AS e(event_id, stage, actor, decision, integration_id, record, salt, person, address)
                     ON e.event_id = l.event_id AND e.stage = l.stage OFFSET 0) e
            """;

    /// Leaves as `e` in their rows `p`, each with its event, or without where that is gone.
    static final String LEAVES = EACH.formatted("", "NULL::bytea AS basis");

    private static final String MATCHING = """
            FROM %s
            WHERE p.first_leaf >= coalesce((SELECT max(first_leaf) FROM audit.leaves WHERE first_leaf <= $8), 0)
              AND p.first_leaf < $9 AND ($1::text IS NULL OR $1 = ANY (p.tenants)) AND ($3::timestamptz IS NULL OR p.at >= $3)
              AND ($4::timestamptz IS NULL OR EXISTS (SELECT FROM unnest(p.ats) AS a WHERE a < $4))
              AND %s AND ($3 IS NULL OR e.at >= $3)
              AND ($4 IS NULL OR e.at < $4) AND ($5::text IS NULL OR e.found IS NULL OR e.actor = $5)
              AND ($6::int2 IS NULL OR e.found IS NULL OR e.decision = $6)
              AND ($7::text IS NULL OR e.found IS NULL OR e.integration_id = $7)
              AND p.first_leaf + e.place > $8 AND p.first_leaf + e.place <= $9
            ORDER BY p.first_leaf, e.place
            """;

    private static final String EVENTS =
            """
            SELECT p.no << 12 | e.place AS seq, p.first_leaf + e.place - 1 AS leaf_index, e.event_id,
                   substring(p.hashes FROM (e.place::int - 1) * 32 + 1 FOR 32) AS leaf_hash, e.record, e.basis,
                   e.salt, e.person, e.address,
                   to_regclass('audit.batch_' || to_char(p.at AT TIME ZONE 'UTC', 'YYYYMM')) IS NULL
                       AND p.at < now() - interval '1 month' AS retired
            %s LIMIT %d
            """.formatted(matching(EACH.formatted(StoredEvent.BASES, StoredEvent.BASIS)), PAGE);

    private static final String INDEX = "SELECT p.first_leaf + e.place - 1 " + matching(LEAVES) + " OFFSET $10 LIMIT 1";

    private final Pool pool;

    EventPages(Pool pool) {
        this.pool = pool;
    }

    private static String matching(String leaves) {
        return MATCHING.formatted(leaves, Reach.condition("e", "e", 1));
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
