package dev.sallyport.service.audit.route;

import dev.sallyport.crypto.codec.JsonValue.JsonNull;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.service.audit.read.AuditFilter;
import dev.sallyport.service.audit.read.ExportCursor;
import dev.sallyport.service.audit.read.ExportFormat;
import dev.sallyport.service.audit.read.Reach;
import org.jspecify.annotations.Nullable;

/// The body of an export: `{format?, cursor?, from?, to?, key_id?, decision?, integration_id?}`; an empty body asks for
/// everything as JSON Lines.
record ExportRequest(
        AuditFilter filter, ExportFormat format, @Nullable ExportCursor cursor) {

    static ExportRequest of(byte[] body, Reach reach) {
        var json = body.length == 0 ? StrictJson.parseObject(new byte[] {'{', '}'}) : StrictJson.parseObject(body);
        var format = text(json, "format");
        var cursor = text(json, "cursor");
        return new ExportRequest(
                AuditQuery.filter(reach, name -> text(json, name)),
                AuditRoutes.format(format == null ? "jsonl" : format),
                cursor == null ? null : ExportCursor.parse(cursor));
    }

    private static @Nullable String text(JsonObject json, String name) {
        var value = json.find(name);
        return value == null || value instanceof JsonNull ? null : json.text(name);
    }
}
