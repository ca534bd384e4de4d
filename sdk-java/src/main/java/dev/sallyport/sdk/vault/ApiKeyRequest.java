package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.keys.ClientKeys;
import java.util.Base64;

/**
 * A new key for a program.
 *
 * @param json the body of the call
 */
public record ApiKeyRequest(ObjectNode json) {

    /** A key with {@code scopes}, whose answers only the holder of {@code keys} can open. The seed is not sent. */
    public static ApiKeyRequest of(String name, ClientKeys keys, String... scopes) {
        ObjectNode json = Json.object().put("name", name);
        for (String scope : scopes) {
            json.withArray("scopes").add(scope);
        }
        json.put("kem_public_key", Base64.getEncoder().encodeToString(keys.publicKey()));
        return new ApiKeyRequest(json);
    }

    /** With a member more: {@code integrations}, {@code operations}, {@code allowed_ips}, {@code expires_at}. */
    public ApiKeyRequest with(String member, JsonNode value) {
        ObjectNode copy = json.deepCopy();
        copy.set(member, value);
        return new ApiKeyRequest(copy);
    }
}
