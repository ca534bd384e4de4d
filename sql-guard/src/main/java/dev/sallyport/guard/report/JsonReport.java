package dev.sallyport.guard.report;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.json.JsonWriter;
import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Evaluations as JSON. A text's document says what decided first, then every statement with all its hits:
/// `{decision, rule_code, severity, ast_node_path, message, suggestion, parser, statements: […]}`.
public final class JsonReport {

    private JsonReport() {}

    /// The document of one text.
    public static String write(Evaluation evaluation) {
        var json = new JsonWriter().beginObject();
        members(json, evaluation);
        return json.endObject().toString();
    }

    static String writeFiles(List<Reviewed> reviewed) {
        Decision worst = reviewed.stream()
                .map(text -> text.evaluation().decision())
                .max(Comparator.naturalOrder())
                .orElse(Decision.ALLOWED);
        var json = new JsonWriter()
                .beginObject()
                .member("decision", worst.name())
                .name("files")
                .beginArray();
        for (Reviewed text : reviewed) {
            json.beginObject().member("file", text.name());
            members(json, text.evaluation());
            json.endObject();
        }
        return json.endArray().endObject() + "\n";
    }

    private static void members(JsonWriter json, Evaluation evaluation) {
        json.member("decision", evaluation.decision().name());
        decided(json, evaluation.worst());
        json.member("parser", ParserPool.GRAMMAR).name("statements").beginArray();
        for (Evaluation.Statement statement : evaluation.statements()) {
            statement(json, statement);
        }
        json.endArray();
    }

    private static void decided(JsonWriter json, Optional<Hit> worst) {
        if (worst.isPresent()) {
            Hit hit = worst.get();
            json.member("rule_code", hit.code())
                    .member("severity", hit.severity().label())
                    .member("ast_node_path", hit.astNodePath())
                    .member("message", hit.message())
                    .member("suggestion", hit.suggestion());
        } else {
            for (String member : List.of("rule_code", "severity", "ast_node_path", "message", "suggestion")) {
                json.name(member).nullValue();
            }
        }
    }

    private static void statement(JsonWriter json, Evaluation.Statement statement) {
        Verdict verdict = statement.verdict();
        Facts facts = verdict.facts();
        json.beginObject()
                .member("decision", verdict.decision().name())
                .member("line", statement.line())
                .member("kind", facts.kind().label())
                .member("risk", facts.risk().label());
        decided(json, verdict.worst());
        json.name("relations").beginArray();
        for (Relation relation : facts.relations()) {
            json.beginObject()
                    .member("schema", relation.schema())
                    .member("name", relation.name())
                    .member("access", relation.access() == Relation.Access.READ ? "read" : "write")
                    .endObject();
        }
        json.endArray().strings("columns", facts.columns()).strings("functions", facts.functions());
        json.name("parameters").beginArray();
        facts.parameters().forEach(json::value);
        json.endArray().member("fingerprint", facts.fingerprint()).name("hits").beginArray();
        verdict.hits().forEach(hit -> hit(json, hit));
        json.endArray().endObject();
    }

    private static void hit(JsonWriter json, Hit hit) {
        json.beginObject()
                .member("rule_code", hit.code())
                .member("severity", hit.severity().label())
                .member("decision", hit.decision().name())
                .member("message", hit.message())
                .member("suggestion", hit.suggestion())
                .member("ast_node_path", hit.astNodePath())
                .member("offset", hit.offset())
                .member("line", hit.line())
                .member("column", hit.column())
                .member("documentation", hit.rule().anchor())
                .endObject();
    }
}
