package dev.sallyport.service.audit.route;

import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.audit.read.AuditExport;
import dev.sallyport.service.audit.read.AuditReader;
import dev.sallyport.service.audit.read.ExportFormat;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/// `GET /api/v2/audit/logs`, `/logs/{id}`, `/logs/{id}/proof`, `/heads`, `/consistency`, `POST /api/v2/audit/export`,
/// `POST /api/v2/audit/erasures`.
///
/// A key or person sees its tenant's events, a key that is limited to integrations the events of these alone; a
/// platform administrator who names no tenant sees the whole log.
public final class AuditRoutes {

    private static final String PREFIX = "/api/v2/audit";
    private static final String NEXT_CURSOR = "X-Next-Cursor";
    private static final int MAX_EXPORT_BODY = 16_384;

    private final AuditReader reader;
    private final AuditExport export;
    private final AuditDoor door;

    public AuditRoutes(AuditReader reader, AuditExport export, AuditDoor door) {
        this.reader = reader;
        this.export = export;
        this.door = door;
    }

    /// Adds the routes.
    public void register(Router router) {
        router.get(PREFIX + "/logs").handler(context -> door.answer(context, "audit.list", this::list));
        router.get(PREFIX + "/logs/:id").handler(context -> door.answer(context, "audit.get", this::get));
        router.get(PREFIX + "/logs/:id/proof").handler(context -> door.answer(context, "audit.prove", this::prove));
        router.get(PREFIX + "/heads").handler(context -> door.answer(context, "audit.heads", this::heads));
        router.get(PREFIX + "/consistency")
                .handler(context -> door.answer(context, "audit.consistency", this::consistency));
        router.post(PREFIX + "/erasures").handler(context -> door.erase(context, MAX_EXPORT_BODY, this::erase));
        router.post(PREFIX + "/export").handler(context -> door.stream(context, MAX_EXPORT_BODY, this::export));
    }

    /// `{person}`: destroys salt and clear values of that person's records of the tenant. Leaves and proofs stay.
    private Future<AuditAnswer> erase(Caller caller, Buffer body) {
        var person = StrictJson.parseObject(body.getBytes()).text("person");
        if (person.equals(caller.subject().text())) {
            throw new ProblemException(
                    ProblemCode.SCOPE_MISSING, "Nobody erases his own trail.", "another person with security:write");
        }
        if (caller.integrations().isPresent() || caller.operations().isPresent()) {
            throw new ProblemException(
                    ProblemCode.SCOPE_MISSING,
                    "A key that is limited to integrations or operations erases nothing.",
                    "erasure by a limited key");
        }
        return reader.erasePerson(AuditQuery.reachOf(caller).tenantOrNull(), person)
                .map(AuditAnswer::erased);
    }

    private Future<AuditAnswer> list(RoutingContext context, Caller caller) {
        var query = AuditQuery.of(context, caller);
        return reader.list(query.filter(), query.cursor(), query.limit() + 1)
                .map(events -> AuditAnswer.page(events, query.limit()));
    }

    private Future<AuditAnswer> get(RoutingContext context, Caller caller) {
        var id = idOf(context);
        return reader.byId(id, AuditQuery.reachOf(caller))
                .map(AuditRoutes::required)
                .map(AuditAnswer::records);
    }

    private Future<AuditAnswer> prove(RoutingContext context, Caller caller) {
        var id = idOf(context);
        return reader.prove(id, AuditQuery.reachOf(caller))
                .map(AuditRoutes::required)
                .map(AuditAnswer::proofs);
    }

    private Future<AuditAnswer> heads(RoutingContext context, Caller caller) {
        var query = AuditQuery.of(context, caller);
        var most = query.cursor() == null ? null : query.cursor() - 1;
        return reader.heads(most, query.limit() + 1).map(heads -> AuditAnswer.heads(heads, query.limit()));
    }

    private Future<AuditAnswer> consistency(RoutingContext context, Caller caller) {
        long first = AuditQuery.number(context, "from");
        long second = AuditQuery.number(context, "to");
        return reader.head(null).compose(head -> {
            if (first > second || head.isEmpty() || second > head.get().head().size()) {
                throw new ProblemException(
                        ProblemCode.INVALID_REQUEST,
                        "from and to are sizes of heads, from ≤ to.",
                        "audit consistency sizes");
            }
            return reader.consistency(first, second).map(AuditAnswer::consistency);
        });
    }

    private Future<Void> export(RoutingContext context, Caller caller, Buffer body) {
        var request = ExportRequest.of(body.getBytes(), AuditQuery.reachOf(caller));
        var response = context.response();
        response.putHeader("Content-Type", request.format().contentType())
                .putHeader("Cache-Control", "no-store")
                .setChunked(true);
        AuditExport.LineSink sink = lines -> {
            var text = Buffer.buffer(String.join("\n", lines)).appendString("\n");
            return lines.isEmpty() ? Future.succeededFuture() : response.write(text);
        };
        return switch (request.format()) {
            case JSON_LINES -> export.write(request.filter(), request.cursor(), sink);
            case CSV, OCSF ->
                export.next(request.filter(), request.cursor()).compose(next -> {
                    next.ifPresent(cursor -> response.putHeader(NEXT_CURSOR, cursor.toString()));
                    return export.writeFlat(request.filter(), request.format(), request.cursor(), next, sink);
                });
        };
    }

    private static AuditEventId idOf(RoutingContext context) {
        var id = context.pathParam("id");
        return AuditEventId.of(id == null ? "" : id);
    }

    private static <T> List<T> required(List<T> found) {
        if (found.isEmpty()) {
            throw new ProblemException(ProblemCode.NOT_FOUND);
        }
        return found;
    }

    /// The formats by the name that callers use.
    static ExportFormat format(String name) {
        return switch (name) {
            case "jsonl" -> ExportFormat.JSON_LINES;
            case "csv" -> ExportFormat.CSV;
            case "ocsf" -> ExportFormat.OCSF;
            default ->
                throw new ProblemException(
                        ProblemCode.INVALID_REQUEST, "format is jsonl, csv or ocsf.", "audit export format");
        };
    }
}
