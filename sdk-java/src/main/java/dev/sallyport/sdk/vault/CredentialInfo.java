package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.CredentialId;

/**
 * What anyone may know of a sealed credential. There is no call that returns its value.
 *
 * @param type {@code database_dsn}, {@code api_key}, …
 * @param version grows by one with every rotation
 * @param json the answer as it came: times, due date, key ids
 */
public record CredentialInfo(CredentialId id, String name, String type, int version, JsonNode json) {

    static CredentialInfo read(JsonNode json) {
        return new CredentialInfo(
                CredentialId.of(json.path("credential_id").asText()),
                json.path("name").asText(),
                json.path("credential_type").asText(),
                json.path("version").asInt(),
                json);
    }
}
