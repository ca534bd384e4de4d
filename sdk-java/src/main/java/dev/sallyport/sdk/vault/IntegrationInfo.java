package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.IntegrationId;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be done with which credential.
 *
 * @param allowedOperations an empty list permits nothing
 * @param json the answer as it came
 */
public record IntegrationInfo(IntegrationId id, String name, List<String> allowedOperations, JsonNode json) {

    /** Keeps an unmodifiable list. */
    public IntegrationInfo {
        allowedOperations = List.copyOf(allowedOperations);
    }

    static IntegrationInfo read(JsonNode json) {
        List<String> operations = new ArrayList<>();
        json.path("allowed_operations").forEach(operation -> operations.add(operation.asText()));
        return new IntegrationInfo(
                IntegrationId.of(json.path("integration_id").asText()),
                json.path("name").asText(),
                operations,
                json);
    }
}
