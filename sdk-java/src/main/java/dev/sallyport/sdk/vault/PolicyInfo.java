package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.PolicyId;

/**
 * A policy of the SQL guard.
 *
 * @param version the current one; it grows by one with every change of the document
 * @param json the answer as it came: times, digest, the document and the versions where they were asked for
 */
public record PolicyInfo(PolicyId id, String name, int version, JsonNode json) {

    static PolicyInfo read(JsonNode json) {
        return new PolicyInfo(
                PolicyId.of(json.path("policy_id").asText()),
                json.path("name").asText(),
                json.path("version").asInt(),
                json);
    }

    /** The current document; missing in lists. */
    public JsonNode document() {
        return json.path("document");
    }
}
