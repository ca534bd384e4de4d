package dev.sallyport.service.audit.read;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.MerkleTree;
import dev.sallyport.crypto.audit.merkle.NodeSource;
import dev.sallyport.crypto.audit.merkle.Tile;
import dev.sallyport.crypto.audit.merkle.TiledNodes;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.service.audit.sequence.PgTiles;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes an export page by page, in the order of the log, so that it uses little memory however long it is. It shows
/// the
/// store as it is: what is missing, doubled or broken is exported so, for the verifier to name.
public final class AuditExport {

    /// Events in one part at most; a part ends with the cursor of the next one.
    public static final int PART_EVENTS = 2_000;

    /// Leaf hashes in one part at most.
    public static final int PART_LEAVES = 131_072;

    private static final int PAGE = 500;
    private static final int LEAF_PAGE = 8_192;
    private static final int OLDER_HEADS = 50;

    private static final String EVENTS = """
            SELECT l.seq, l.leaf_index, l.event_id, l.leaf_hash, e.canonical, %s
            FROM audit.leaf l
            LEFT JOIN audit.event e ON e.event_id = l.event_id AND e.stage = l.stage
            LEFT JOIN audit.disclosure d ON d.event_id = e.event_id AND d.stage = e.stage AND d.at = e.at
            WHERE ($1::text IS NULL OR l.tenant_id = $1) AND ($2::timestamptz IS NULL OR l.at >= $2)
              AND ($3::timestamptz IS NULL OR l.at < $3) AND ($4::text IS NULL OR e.event_id IS NULL OR e.actor = $4)
              AND ($5::int2 IS NULL OR e.event_id IS NULL OR e.decision = $5)
              AND ($6::text IS NULL OR e.event_id IS NULL OR e.integration_id = $6)
              AND l.leaf_index >= $7 AND l.leaf_index < $8
            ORDER BY l.leaf_index LIMIT %d
            """.formatted(AuditReader.COLUMNS.formatted("l"), PAGE);

    private static final String LEAVES = "SELECT leaf_index, leaf_hash FROM audit.leaf "
            + "WHERE leaf_index >= $1 AND leaf_index < $2 ORDER BY leaf_index";

    private final AuditReader reader;
    private final Supplier<List<Delegation>> keys;

    /// `keys` are the delegations of all keys that may have signed a head of this log.
    public AuditExport(AuditReader reader, Supplier<List<Delegation>> keys) {
        this.reader = reader;
        this.keys = keys;
    }

    /// Writes one part. `cursor` is null at the start.
    public Future<Void> write(AuditFilter filter, ExportFormat format, @Nullable ExportCursor cursor, LineSink sink) {
        return reader.head(cursor == null ? null : cursor.treeSize())
                .compose(head -> head.isEmpty()
                        ? sink.line(ExportWriter.end(0, null))
                        : write(new Part(filter, format, head.get(), cursor, sink)));
    }

    private Future<Void> write(Part part) {
        var cursor = part.cursor == null ? new ExportCursor(part.size(), false, 0) : part.cursor;
        if (cursor.events() || part.format != ExportFormat.JSON_LINES) {
            return begin(part).compose(_ -> events(part, cursor.leafIndex(), 0));
        }
        long end = cursor.leafIndex() + PART_LEAVES;
        return begin(part)
                .compose(_ -> leaves(part, cursor.leafIndex(), Math.min(part.size(), end)))
                .compose(_ -> end < part.size()
                        ? end(part, 0, new ExportCursor(part.size(), false, end))
                        : events(part, 0, 0));
    }

    private Future<Void> begin(Part part) {
        if (part.format == ExportFormat.CSV) {
            return part.cursor == null ? part.sink.line(CsvLines.HEADER) : Future.succeededFuture();
        }
        if (part.format == ExportFormat.OCSF) {
            return Future.succeededFuture();
        }
        var tenant = part.filter.tenant();
        var header = new ExportLine.Header(
                part.head.head().logId(), tenant == null ? null : tenant.value(), part.size(), part.filter.narrows());
        return reader.heads(part.size(), part.cursor == null ? OLDER_HEADS : 1).compose(heads -> {
            var lines = new ArrayList<String>();
            lines.add(ExportWriter.header(header));
            keys.get().forEach(key -> lines.add(ExportWriter.key(key)));
            heads.forEach(head -> lines.add(ExportWriter.head(head)));
            return part.sink.lines(lines);
        });
    }

    private Future<Void> leaves(Part part, long from, long to) {
        if (from >= to) {
            return Future.succeededFuture();
        }
        return reader.pool()
                .preparedQuery(LEAVES)
                .execute(Tuple.of(from, Math.min(to, from + LEAF_PAGE)))
                .compose(rows -> part.sink.lines(runs(rows)))
                .compose(_ -> leaves(part, from + LEAF_PAGE, to));
    }

    /// One line per run of leaves without a gap.
    private static List<String> runs(RowSet<Row> rows) {
        List<String> lines = new ArrayList<>();
        var run = Buffer.buffer();
        long first = 0;
        for (var row : rows) {
            long index = row.getLong(0);
            if (run.length() > 0 && index != first + run.length() / Hash32.BYTES) {
                lines.add(ExportWriter.leaves(first, run.getBytes()));
                run = Buffer.buffer();
            }
            if (run.length() == 0) {
                first = index;
            }
            run.appendBuffer(row.getBuffer(1));
        }
        if (run.length() > 0) {
            lines.add(ExportWriter.leaves(first, run.getBytes()));
        }
        return lines;
    }

    private Future<Void> events(Part part, long from, long written) {
        if (written >= PART_EVENTS) {
            return end(part, written, new ExportCursor(part.size(), true, from));
        }
        return reader.pool()
                .preparedQuery(EVENTS)
                .execute(part.filter.tuple().addLong(from).addLong(part.size()))
                .compose(rows -> {
                    var page = wholeLeaves(rows);
                    if (page.isEmpty()) {
                        return end(part, written, null);
                    }
                    long next = index(page.getLast()) + 1;
                    return nodes(page, part.size())
                            .compose(nodes -> part.sink.lines(lines(page, part, nodes)))
                            .compose(_ -> events(part, next, written + page.size()));
                });
    }

    /// A page without the last leaf where the page is full: a doubled record must not fall between two pages.
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

    private Future<Void> end(Part part, long written, @Nullable ExportCursor next) {
        return switch (part.format) {
            case JSON_LINES -> part.sink.line(ExportWriter.end(written, next == null ? null : next.toString()));
            case CSV, OCSF -> Future.succeededFuture();
        };
    }

    /// The nodes of all proofs of a page; none where the store's tiles are not whole.
    private Future<Optional<NodeSource>> nodes(List<StoredEvent> page, long size) {
        Set<Tile.Position> needed = new HashSet<>();
        page.forEach(
                event -> needed.addAll(TiledNodes.needed(nodes -> MerkleTree.inclusion(index(event), size, nodes))));
        return new PgTiles(reader.pool())
                .fetch(needed, size)
                .map((Map<Tile.Position, Tile> tiles) -> Optional.of(TiledNodes.over(tiles)))
                .otherwise(Optional.empty());
    }

    private static List<String> lines(List<StoredEvent> page, Part part, Optional<NodeSource> nodes) {
        return page.stream()
                .map(event -> part.format.line(index(event), event, path(event, part.size(), nodes)))
                .toList();
    }

    private static @Nullable List<Hash32> path(StoredEvent event, long size, Optional<NodeSource> nodes) {
        return nodes.map(source ->
                        MerkleTree.inclusion(index(event), size, source).path())
                .orElse(null);
    }

    private static long index(StoredEvent event) {
        return requireNonNull(event.leafIndex(), "leafIndex is null");
    }

    /// Takes the lines, each without its end; the future completes when it wants more.
    @FunctionalInterface
    public interface LineSink {

        Future<Void> lines(List<String> lines);

        /// One line.
        default Future<Void> line(String line) {
            return lines(List.of(line));
        }
    }

    private record Part(
            AuditFilter filter,
            ExportFormat format,
            SignedTreeHead head,
            @Nullable ExportCursor cursor,
            LineSink sink) {

        long size() {
            return head.head().size();
        }
    }
}
