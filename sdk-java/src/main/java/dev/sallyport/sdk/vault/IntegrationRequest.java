package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.sdk.http.Json;

/**
 * A new integration. Nothing is allowed that is not named.
 *
 * @param json the body of the call
 */
public record IntegrationRequest(ObjectNode json) {

    /** Integrates a PostgreSQL database for the named operations. */
    public static IntegrationRequest postgres(String name, CredentialId credential, String... allowedOperations) {
        ObjectNode json =
                Json.object().put("name", name).put("system_type", "postgres").put("credential_id", credential.value());
        for (String operation : allowedOperations) {
            json.withArray("allowed_operations").add(operation);
        }
        return new IntegrationRequest(json);
    }

    /** With a member more: {@code limits}, {@code policy}, {@code tokenization}. */
    public IntegrationRequest with(String member, JsonNode value) {
        ObjectNode copy = json.deepCopy();
        copy.set(member, value);
        return new IntegrationRequest(copy);
    }
}
