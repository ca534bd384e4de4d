package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.Hash32;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an event is written in an export. JSON Lines is what the verifier reads; the others carry the same proof
/// material.
public enum ExportFormat {
    JSON_LINES("application/x-ndjson"),
    CSV("text/csv; charset=utf-8"),
    /// Open Cybersecurity Schema Framework 1.x, class API Activity (6003), one object per line.
    OCSF("application/x-ndjson");

    private final String contentType;

    ExportFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /// The first line of the whole export, where the format has one.
    Optional<String> title() {
        return switch (this) {
            case CSV -> Optional.of(CsvLines.HEADER);
            case JSON_LINES, OCSF -> Optional.empty();
        };
    }

    /// One line, without its end; `index` is the event's leaf.
    String line(long index, StoredEvent event, @Nullable List<Hash32> path) {
        return switch (this) {
            case JSON_LINES -> JsonLines.line(index, event, path);
            case CSV -> CsvLines.line(index, event, path);
            case OCSF -> OcsfLines.line(index, event, path);
        };
    }
}
