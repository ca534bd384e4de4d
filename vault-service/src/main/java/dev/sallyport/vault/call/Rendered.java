package dev.sallyport.vault.call;

import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.problem.RequestId;
import dev.sallyport.vault.json.Json;

/// An answer as it travels.
///
/// @param body UTF-8 JSON; not copied
/// @param repeated whether it was given before under the same idempotency key
@SuppressWarnings("ArrayRecordComponent")
record Rendered(int status, byte[] body, boolean repeated) {
    static Rendered of(Call call, Answer answer) {
        return of(call.requestId(), call.auditEventId(), answer);
    }

    static Rendered of(RequestId requestId, AuditEventId event, Answer answer) {
        var meta = Json.object().put("request_id", requestId.value()).put("audit_event_id", event.value());
        if (answer.nextCursor() != null) {
            meta.put("next_cursor", answer.nextCursor());
        }
        var json = Json.object().put("success", true);
        json.set("data", answer.data());
        json.set("meta", meta);
        return new Rendered(answer.status(), Json.bytes(json), false);
    }
}
