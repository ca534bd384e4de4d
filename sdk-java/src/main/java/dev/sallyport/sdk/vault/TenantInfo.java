package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.TenantId;

/**
 * A tenant.
 *
 * @param json the answer as it came
 */
public record TenantInfo(TenantId id, String name, JsonNode json) {

    static TenantInfo read(JsonNode json) {
        return new TenantInfo(
                TenantId.of(json.path("tenant_id").asText()), json.path("name").asText(), json);
    }
}
