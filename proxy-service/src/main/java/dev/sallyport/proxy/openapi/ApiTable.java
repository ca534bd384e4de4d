package dev.sallyport.proxy.openapi;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/// What the document says of each public route, by `METHOD /path/{parameter}`. A route that is not here is in the
/// document all the same, with its method and path alone, and a test fails.
final class ApiTable {
    static final List<String> ENVELOPE = List.of(
            "success!:boolean",
            "version!:integer",
            "encrypted!:object",
            "signature!:object",
            "binding!:object",
            "audit_event_id!:string");

    private static final List<String> FILTER =
            List.of("from:string", "to:string", "key_id:string", "decision:string", "integration_id:string");

    static final Map<String, ApiEntry> ENTRIES = Map.ofEntries(
            entry(
                    "POST /api/v2/proxy/outbound",
                    ApiEntry.sealed(
                            "Runs a permitted operation on a database and answers in an envelope that the caller alone opens",
                            "proxy:outbound",
                            List.of("integration_id!:string", "operation!:string", "payload!:object"))),
            entry(
                    "POST /api/v1/proxy/query",
                    ApiEntry.of(
                            "Judges a text by the policy of an integration and runs nothing of it",
                            "evaluate",
                            List.of("query!:string", "database_id:string", "dialect:string"),
                            List.of(
                                    "decision!:string",
                                    "rule_code:string",
                                    "severity:string",
                                    "ast_node_path:string",
                                    "message:string",
                                    "suggestion:string",
                                    "statements!:array"))),
            entry("GET /api/v2/audit/logs", ApiEntry.reading("Events, newest first", with(FILTER, "cursor", "limit"))),
            entry("GET /api/v2/audit/logs/{id}", ApiEntry.reading("One event", List.of())),
            entry(
                    "GET /api/v2/audit/logs/{id}/proof",
                    ApiEntry.reading("Proof that an event is in the log", List.of())),
            entry(
                    "GET /api/v2/audit/heads",
                    ApiEntry.reading("Signed tree heads", List.of("cursor:string", "limit:integer"))),
            entry(
                    "POST /api/v2/audit/erasures",
                    ApiEntry.of(
                            "Destroys what ties a person to events; every proof stays",
                            "security:write",
                            List.of("person!:string"),
                            List.of())),
            entry(
                    "GET /api/v2/audit/consistency",
                    ApiEntry.reading("Proof that one head continues another", List.of("from!:integer", "to!:integer"))),
            entry(
                    "POST /api/v2/audit/export",
                    ApiEntry.of(
                            "Streams events with what verifies them",
                            "audit:read",
                            with(FILTER, "format", "cursor"),
                            List.of())));

    private ApiTable() {}

    private static List<String> with(List<String> fields, String... more) {
        var all = new java.util.ArrayList<>(fields);
        for (String name : more) {
            all.add(name + (name.equals("limit") ? ":integer" : ":string"));
        }
        return List.copyOf(all);
    }
}
