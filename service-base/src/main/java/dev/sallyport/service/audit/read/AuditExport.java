package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.export.ExportLine;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.service.audit.sequence.LeafRuns;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Exports: JSON Lines with everything that a verifier needs, or flat lines (CSV, OCSF) for other tools. They show the
/// store as it is: what is missing, doubled or broken is exported so, for the verifier to name.
public final class AuditExport {

    /// Events in one part at most; a part ends with the cursor of the next one.
    public static final int PART_EVENTS = 2_000;

    /// Leaf hashes in one part at most.
    public static final int PART_LEAVES = 131_072;

    private static final int LEAF_PAGE = 8_192;
    private static final int OLDER_HEADS = 50;

    private final AuditReader reader;
    private final EventPages pages;
    private final Supplier<List<Delegation>> keys;

    /// `keys` are the delegations of all keys that may have signed a head of this log.
    public AuditExport(AuditReader reader, Supplier<List<Delegation>> keys) {
        this.reader = reader;
        this.pages = new EventPages(reader.pool());
        this.keys = keys;
    }

    /// Where the part after the one that begins at `cursor` begins; empty where that part is the last one. For the
    /// formats whose lines carry no cursor.
    public Future<Optional<ExportCursor>> next(AuditFilter filter, @Nullable ExportCursor cursor) {
        long from = cursor == null ? 0 : cursor.leafIndex();
        return reader.head(cursor == null ? null : cursor.treeSize())
                .compose(head -> head.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : pages.indexAfter(
                                        PART_EVENTS,
                                        filter,
                                        from,
                                        head.get().head().size())
                                .map(index -> index.map(first ->
                                        new ExportCursor(head.get().head().size(), true, first))));
    }

    /// Writes one part in JSON Lines. `cursor` is null at the start.
    public Future<Void> write(AuditFilter filter, @Nullable ExportCursor cursor, LineSink sink) {
        return reader.head(cursor == null ? null : cursor.treeSize())
                .compose(head -> head.isEmpty()
                        ? sink.line(ExportWriter.end(0, null))
                        : write(new Part(filter, head.get(), cursor, sink)));
    }

    /// Writes one part in a format whose lines are events alone; `next` is what [#next] said.
    public Future<Void> writeFlat(
            AuditFilter filter,
            ExportFormat format,
            @Nullable ExportCursor cursor,
            Optional<ExportCursor> next,
            LineSink sink) {
        var title = cursor == null ? format.title() : Optional.<String>empty();
        var begun = title.map(sink::line).orElseGet(Future::succeededFuture);
        return begun.compose(_ -> reader.head(cursor == null ? null : cursor.treeSize()))
                .compose(head -> head.isEmpty()
                        ? Future.succeededFuture()
                        : flat(
                                new Part(filter, head.get(), cursor, sink),
                                format,
                                cursor == null ? 0 : cursor.leafIndex(),
                                next.map(ExportCursor::leafIndex)
                                        .orElse(head.get().head().size())));
    }

    private Future<Void> flat(Part part, ExportFormat format, long from, long until) {
        return pages.page(part.filter, from, until).compose(page -> {
            if (page.isEmpty()) {
                return Future.succeededFuture();
            }
            long next = EventPages.index(page.getLast()) + 1;
            return pages.lines(page, part.size(), format)
                    .compose(part.sink::lines)
                    .compose(_ -> flat(part, format, next, until));
        });
    }

    private Future<Void> write(Part part) {
        var cursor = part.cursor == null ? new ExportCursor(part.size(), false, 0) : part.cursor;
        if (cursor.events()) {
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
        var tenant = part.filter.reach().tenantOrNull();
        var header = new ExportLine.Header(
                part.head.head().logId(), tenant == null ? null : tenant.value(), part.size(), part.filter.narrows());
        int wanted = part.cursor == null ? OLDER_HEADS : 1;
        return reader.exported(part.size(), wanted).compose(heads -> {
            var lines = new ArrayList<String>();
            lines.add(ExportWriter.header(header));
            keys.get().forEach(key -> lines.add(ExportWriter.key(key)));
            heads.heads().forEach(head -> lines.add(ExportWriter.head(head)));
            heads.cosigned().forEach(word -> lines.add(ExportWriter.cosigned(word.treeSize(), word.cosignature())));
            return part.sink.lines(lines);
        });
    }

    private Future<Void> leaves(Part part, long from, long to) {
        if (from >= to) {
            return Future.succeededFuture();
        }
        return LeafRuns.read(reader.pool(), from, Math.min(to, from + LEAF_PAGE))
                .compose(runs -> part.sink.lines(runs.stream()
                        .map(run ->
                                ExportWriter.leaves(run.first(), run.hashes().getBytes()))
                        .toList()))
                .compose(_ -> leaves(part, from + LEAF_PAGE, to));
    }

    private Future<Void> events(Part part, long from, long written) {
        if (written >= PART_EVENTS) {
            return end(part, written, new ExportCursor(part.size(), true, from));
        }
        return pages.page(part.filter, from, part.size()).compose(page -> {
            if (page.isEmpty()) {
                return end(part, written, null);
            }
            long next = EventPages.index(page.getLast()) + 1;
            return pages.lines(page, part.size(), ExportFormat.JSON_LINES)
                    .compose(part.sink::lines)
                    .compose(_ -> events(part, next, written + page.size()));
        });
    }

    private static Future<Void> end(Part part, long written, @Nullable ExportCursor next) {
        return part.sink.line(ExportWriter.end(written, next == null ? null : next.toString()));
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
            SignedTreeHead head,
            @Nullable ExportCursor cursor,
            LineSink sink) {

        long size() {
            return head.head().size();
        }
    }
}
