package dev.sallyport.vault.integration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import dev.sallyport.vault.policy.PolicyDocuments;
import java.util.Optional;

/// What a call says about an integration's policy. A document has been compiled when this exists.
sealed interface PolicyChoice {

    /// Nothing: it stays as it is.
    record Unchanged() implements PolicyChoice {}

    /// Explicitly none.
    record None() implements PolicyChoice {}

    /// A document of the integration's own.
    record Inline(JsonNode document) implements PolicyChoice {}

    /// A stored policy: its current version for ever, or a pinned one.
    record Stored(String policyId, Optional<Integer> pin) implements PolicyChoice {}

    /// Another version, or the current one, of the stored policy that it has.
    record Pinned(Optional<Integer> pin) implements PolicyChoice {}

    /// From the members `policy`, `policy_id` and `policy_version`.
    static PolicyChoice of(byte[] body, JsonBody json) {
        var pin = json.optionalInteger("policy_version", 1, Integer.MAX_VALUE).map(Long::intValue);
        if (json.has("policy") && json.has("policy_id")) {
            throw JsonBody.invalid("policy_id", "cannot stand beside policy");
        }
        if (json.has("policy")) {
            if (pin.isPresent()) {
                throw JsonBody.invalid("policy_version", "belongs to policy_id");
            }
            var document = Json.tree(json.optionalObject("policy").orElseThrow());
            PolicyDocuments.compile(body, "policy", document);
            return new Inline(document);
        }
        if (json.has("policy_id")) {
            return new Stored(json.text("policy_id", 128), pin);
        }
        if (json.isNull("policy") || json.isNull("policy_id")) {
            return new None();
        }
        return pin.isPresent() || json.isNull("policy_version") ? new Pinned(pin) : new Unchanged();
    }
}
