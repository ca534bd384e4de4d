package dev.sallyport.service.audit.route;

import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.export.ExportWriter;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.merkle.ConsistencyProof;
import dev.sallyport.service.audit.read.AuditReader.Proven;
import dev.sallyport.service.audit.read.StoredEvent;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a route answers under `data`, and the cursor of the next page.
///
/// @param data JSON
/// @param count how many things it holds, for the event of the read
record AuditAnswer(String data, int count, @Nullable String nextCursor) {

    static AuditAnswer page(List<StoredEvent> events, int limit) {
        boolean more = events.size() > limit;
        var page = more ? events.subList(0, limit) : events;
        return new AuditAnswer(
                records(page).data,
                page.size(),
                more ? String.valueOf(page.getLast().seq()) : null);
    }

    static AuditAnswer records(List<StoredEvent> events) {
        return list(events.stream().map(StoredEvent::toJson).toList(), null);
    }

    static AuditAnswer heads(List<SignedTreeHead> heads, int limit) {
        boolean more = heads.size() > limit;
        var page = more ? heads.subList(0, limit) : heads;
        var next = more ? String.valueOf(page.getLast().head().size()) : null;
        return list(page.stream().map(AuditAnswer::head).toList(), next);
    }

    static AuditAnswer proofs(List<Proven> proofs) {
        return list(proofs.stream().map(AuditAnswer::proof).toList(), null);
    }

    static AuditAnswer consistency(ConsistencyProof proof) {
        var json = new JsonLine().open().number("from", proof.first()).number("to", proof.second());
        return new AuditAnswer(json.hashes("path", proof.path()).close().toString(), 1, null);
    }

    static AuditAnswer erased(long records) {
        var json = new JsonLine().open().number("erased_records", records).close();
        return new AuditAnswer(json.toString(), (int) Math.min(records, Integer.MAX_VALUE), null);
    }

    private static String proof(Proven proven) {
        return new JsonLine()
                .open()
                .bytes("leaf_hash", proven.leaf().bytes())
                .number("leaf_index", proven.proof().leafIndex())
                .hashes("path", proven.proof().path())
                .json("head", head(proven.head()))
                .close()
                .toString();
    }

    private static String head(SignedTreeHead head) {
        return ExportWriter.head(new JsonLine().open(), head).close().toString();
    }

    private static AuditAnswer list(List<String> elements, @Nullable String nextCursor) {
        var data = elements.stream().collect(Collectors.joining(",", "[", "]"));
        return new AuditAnswer(data, elements.size(), nextCursor);
    }

    /// The whole body.
    String body(String requestId, String auditEventId) {
        var out = new JsonLine().open().json("success", "true").json("data", data);
        out.open("meta").text("request_id", requestId).text("audit_event_id", auditEventId);
        if (nextCursor != null) {
            out.text("next_cursor", nextCursor);
        }
        return out.close().close().toString();
    }
}
