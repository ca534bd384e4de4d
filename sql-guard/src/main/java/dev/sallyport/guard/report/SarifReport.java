package dev.sallyport.guard.report;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.json.JsonWriter;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/// Source: OASIS SARIF 2.1.0. One run; every rule is described; columns are counted in code points.
final class SarifReport {

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private SarifReport() {}

    static String write(List<Reviewed> reviewed) {
        var json = new JsonWriter()
                .beginObject()
                .member("$schema", SCHEMA)
                .member("version", "2.1.0")
                .name("runs")
                .beginArray()
                .beginObject();
        tool(json);
        json.member("columnKind", "unicodeCodePoints").name("results").beginArray();
        for (Reviewed text : reviewed) {
            for (Evaluation.Statement statement : text.evaluation().statements()) {
                String fingerprint = statement.verdict().facts().fingerprint();
                statement.verdict().hits().forEach(hit -> result(json, text.name(), hit, fingerprint));
            }
        }
        return json.endArray().endObject().endArray().endObject() + "\n";
    }

    private static void tool(JsonWriter json) {
        json.name("tool")
                .beginObject()
                .name("driver")
                .beginObject()
                .member("name", "Sallyport SQL guard")
                .member("semanticVersion", "0.1.0")
                .name("rules")
                .beginArray();
        for (Rule rule : Rule.values()) {
            json.beginObject().member("id", rule.code()).member("name", rule.name());
            text(json, "shortDescription", rule.title() + ".");
            text(json, "fullDescription", rule.message());
            text(json, "help", rule.suggestion() + " See " + rule.anchor());
            json.name("defaultConfiguration")
                    .beginObject()
                    .member("level", level(rule.decision(Purpose.EVALUATE)))
                    .endObject()
                    .name("properties")
                    .beginObject()
                    .member("severity", rule.severity().label())
                    .endObject()
                    .endObject();
        }
        json.endArray().endObject().endObject();
    }

    private static void result(JsonWriter json, String name, Hit hit, String fingerprint) {
        json.beginObject()
                .member("ruleId", hit.code())
                .member("ruleIndex", hit.rule().ordinal())
                .member("level", level(hit.decision()));
        text(json, "message", hit.message() + " " + hit.suggestion());
        json.name("locations")
                .beginArray()
                .beginObject()
                .name("physicalLocation")
                .beginObject()
                .name("artifactLocation")
                .beginObject()
                .member("uri", uri(name))
                .endObject()
                .name("region")
                .beginObject()
                .member("startLine", hit.line())
                .member("startColumn", hit.column())
                .endObject()
                .endObject()
                .name("logicalLocations")
                .beginArray()
                .beginObject()
                .member("fullyQualifiedName", hit.astNodePath())
                .endObject()
                .endArray()
                .endObject()
                .endArray();
        json.name("partialFingerprints")
                .beginObject()
                .member("statementFingerprint/v1", fingerprint + "/" + hit.astNodePath())
                .endObject()
                .endObject();
    }

    private static void text(JsonWriter json, String member, String text) {
        json.name(member).beginObject().member("text", text).endObject();
    }

    private static String level(Decision decision) {
        return switch (decision) {
            case BLOCKED -> "error";
            case NEEDS_APPROVAL -> "warning";
            case ALLOWED -> "note";
        };
    }

    private static String uri(String name) {
        try {
            return new URI(null, null, name, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
