package dev.sallyport.vault.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.guard.json.JsonPlaces;
import dev.sallyport.guard.json.JsonReader;
import dev.sallyport.guard.json.JsonSyntaxException;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// What a call about a policy says. A document has been compiled when this exists.
///
/// @param document the next version's
/// @param restores the version whose document the next one takes up again
/// @param expected the version that the caller has seen as current
record PolicyRequest(
        Optional<String> name, Optional<JsonNode> document, Optional<Integer> restores, Optional<Integer> expected) {

    static PolicyRequest forCreate(byte[] body) {
        var json = read(body, Set.of("name", "document"));
        json.text("name", 200);
        if (!json.has("document")) {
            throw JsonBody.invalid("document", "is missing");
        }
        return new PolicyRequest(
                json.optionalText("name", 200), document(body, json), Optional.empty(), Optional.empty());
    }

    static PolicyRequest forChange(byte[] body) {
        var json = read(body, Set.of("name", "document", "restore_version", "expected_version"));
        var request = new PolicyRequest(
                json.optionalText("name", 200),
                document(body, json),
                version(json, "restore_version"),
                version(json, "expected_version"));
        if (request.document().isPresent() && request.restores().isPresent()) {
            throw JsonBody.invalid("restore_version", "cannot stand beside document");
        }
        return request;
    }

    boolean makesVersion() {
        return document.isPresent() || restores.isPresent();
    }

    private static Optional<Integer> version(JsonBody json, String member) {
        return json.optionalInteger(member, 1, Integer.MAX_VALUE).map(Long::intValue);
    }

    private static Optional<JsonNode> document(byte[] body, JsonBody json) {
        return json.optionalObject("document").map(Json::tree).map(tree -> {
            PolicyDocuments.compile(body, "document", tree);
            return tree;
        });
    }

    /// A body that is no JSON is refused with its place too: people write policies by hand.
    private static JsonBody read(byte[] body, Set<String> known) {
        try {
            return JsonBody.of(body, known);
        } catch (ProblemException e) {
            throw e.code() == ProblemCode.INVALID_JSON ? placed(e, new String(body, StandardCharsets.UTF_8)) : e;
        }
    }

    private static ProblemException placed(ProblemException problem, String body) {
        try {
            JsonReader.read(body);
            return problem;
        } catch (JsonSyntaxException e) {
            var place = JsonPlaces.position(body, e.offset());
            return problem.with("pointer", e.pointer())
                    .with("line", place.line())
                    .with("column", place.column());
        }
    }
}
