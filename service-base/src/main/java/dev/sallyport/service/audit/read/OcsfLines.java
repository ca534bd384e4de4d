package dev.sallyport.service.audit.read;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Hash32;
import dev.sallyport.crypto.audit.JsonLine;
import dev.sallyport.crypto.audit.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// OCSF 1.3, category 6 (Application Activity), class 6003 (API Activity). The record itself and its proof stand under
/// `unmapped`, so that an event in a SIEM can still be proven. Source: schema.ocsf.io, API Activity.
final class OcsfLines {

    private static final int CATEGORY = 6;
    private static final int API_ACTIVITY = 6003;
    private static final int OTHER_ACTIVITY = 99;

    private OcsfLines() {}

    static String line(long index, StoredEvent stored, @Nullable List<Hash32> path) {
        return EventFields.of(stored)
                .map(fields -> line(index, stored, fields, path))
                .orElseGet(() -> JsonLines.line(index, stored, path));
    }

    private static String line(long index, StoredEvent stored, EventFields fields, @Nullable List<Hash32> path) {
        var event = fields.event();
        var out = new JsonLine().open();
        out.number("category_uid", CATEGORY).number("class_uid", API_ACTIVITY);
        out.number("activity_id", OTHER_ACTIVITY)
                .text("activity_name", event.what().operation());
        out.number("type_uid", API_ACTIVITY * 100L + OTHER_ACTIVITY);
        out.number("time", event.at().toEpochMilli());
        out.number("severity_id", event.decision().kind() == Decision.Kind.ALLOWED ? 1 : 3);
        status(out, fields.outcome());
        out.open("metadata").text("version", "1.3.0").text("uid", event.id().value());
        out.open("product")
                .text("name", "Sallyport")
                .text("vendor_name", "Sallyport")
                .close()
                .close();
        out.open("actor")
                .open("user")
                .text(
                        "uid",
                        Objects.requireNonNullElse(fields.person(), event.who().name()));
        out.close().close();
        out.open("src_endpoint").text("ip", fields.address()).close();
        out.open("api").text("operation", event.what().operation());
        out.open("service").text("uid", fields.integration()).close().close();
        out.open("unmapped")
                .text("tenant_id", fields.tenant())
                .text("stage", event.isConcluded() ? "conclusion" : "intent");
        out.text("decision", event.decision().kind().name())
                .texts("rule_codes", event.decision().ruleCodes());
        out.number("leaf_index", index).bytes("canonical", Objects.requireNonNull(stored.canonical()));
        return out.hashes("path", path == null ? List.of() : path)
                .close()
                .close()
                .toString();
    }

    private static void status(JsonLine out, @Nullable Outcome outcome) {
        boolean succeeded = outcome != null && outcome.status() == Outcome.Status.SUCCEEDED;
        out.number("status_id", outcome == null ? 0 : succeeded ? 1 : 2);
        out.text("status_code", outcome == null ? null : outcome.problem());
        out.text("status_detail", outcome == null ? null : outcome.sqlState());
    }
}
