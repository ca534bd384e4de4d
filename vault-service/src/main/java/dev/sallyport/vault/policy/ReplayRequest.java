package dev.sallyport.vault.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import java.util.Optional;
import java.util.Set;

/// What is to be judged again: the statements of the last days, under a version that is kept or a document that is not.
///
/// @param version the current one where neither is said
/// @param integration only its statements; otherwise those of all integrations that use the policy
record ReplayRequest(Optional<Integer> version, Optional<JsonNode> document, int days, Optional<String> integration) {
    private static final Set<String> MEMBERS = Set.of("version", "document", "days", "integration_id");
    private static final int MOST_DAYS = 90;

    static ReplayRequest of(byte[] body) {
        var json = JsonBody.of(body, MEMBERS);
        var request = new ReplayRequest(
                json.optionalInteger("version", 1, Integer.MAX_VALUE).map(Long::intValue),
                json.optionalObject("document").map(Json::tree),
                json.optionalInteger("days", 1, MOST_DAYS)
                        .orElseThrow(() -> JsonBody.invalid("days", "is missing"))
                        .intValue(),
                json.optionalText("integration_id", 128));
        if (request.version().isPresent() && request.document().isPresent()) {
            throw JsonBody.invalid("version", "cannot stand beside document");
        }
        request.document().ifPresent(document -> PolicyDocuments.compile(body, "document", document));
        return request;
    }
}
