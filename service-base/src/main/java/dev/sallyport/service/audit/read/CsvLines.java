package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.codec.StrictBase64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// RFC 4180 with every cell quoted. What a spreadsheet would run is defused by an apostrophe, and everything that is
/// not printable ASCII is escaped, so that no value starts a line or a formula.
final class CsvLines {

    static final String HEADER =
            "leaf_index,audit_event_id,stage,at,tenant_id,actor_kind,actor_id,person,address,operation,"
                    + "integration_id,decision,rule_codes,policy_version,status,problem,sqlstate,rows,bytes,leaf_hash,canonical,path";

    private static final int CELLS = HEADER.split(",").length;

    private CsvLines() {}

    static String line(long index, StoredEvent stored, @Nullable List<Hash32> path) {
        return EventFields.of(stored)
                .map(fields -> cells(index, stored, fields, path))
                .orElseGet(() -> absent(index, stored))
                .map(CsvLines::cell)
                .collect(Collectors.joining(","));
    }

    /// As many cells as any other line has.
    private static Stream<@Nullable String> absent(long index, StoredEvent stored) {
        var first = Stream.of(String.valueOf(index), stored.eventId(), stored.retired() ? "retired" : "missing");
        return Stream.concat(first, Stream.generate(() -> "").limit(CELLS - 3L));
    }

    private static Stream<@Nullable String> cells(
            long index, StoredEvent stored, EventFields fields, @Nullable List<Hash32> path) {
        var event = fields.event();
        var outcome = fields.outcome();
        byte[] canonical = stored.canonical();
        return Stream.of(
                String.valueOf(index),
                event.id().value(),
                event.isConcluded() ? "conclusion" : "intent",
                event.at().toString(),
                fields.tenant(),
                event.who().kind().name().toLowerCase(Locale.ROOT),
                event.who().name(),
                fields.person(),
                fields.address(),
                event.what().operation(),
                fields.integration(),
                event.decision().kind().name(),
                String.join(" ", event.decision().ruleCodes()),
                event.decision().policyVersion(),
                outcome == null ? null : outcome.status().name().toLowerCase(Locale.ROOT),
                outcome == null ? null : outcome.problem(),
                outcome == null ? null : outcome.sqlState(),
                outcome == null ? null : String.valueOf(outcome.rows()),
                outcome == null ? null : String.valueOf(outcome.bytes()),
                stored.leaf().toString(),
                canonical == null ? null : StrictBase64.encode(canonical),
                EventFields.path(path));
    }

    static String cell(@Nullable String value) {
        var out = new StringBuilder("\"");
        if (value != null && !value.isEmpty()) {
            if ("=+-@\t\r".indexOf(value.charAt(0)) >= 0) {
                out.append('\'');
            }
            value.chars().forEach(c -> {
                if (c == '"') {
                    out.append("\"\"");
                } else if (c < 0x20 || c > 0x7e) {
                    out.append(String.format("\\u%04x", c));
                } else {
                    out.append((char) c);
                }
            });
        }
        return out.append('"').toString();
    }
}
