package dev.sallyport.sdk.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.management.Management;

/** Keys of programs. */
public final class ApiKeys {

    private static final String PATH = "/api/v2/security/api-keys";

    private final Management management;

    ApiKeys(Management management) {
        this.management = management;
    }

    /** Makes a key. What this returns is shown once. */
    public IssuedApiKey create(ApiKeyRequest request) {
        return IssuedApiKey.read(management.post(PATH, request.json()).path("data"));
    }

    /** The tenant's keys, without their secrets; {@code cursor} is empty for the first page. */
    public Page<JsonNode> list(int limit, String cursor) {
        return Page.read(management.get(Management.paged(PATH, limit, cursor)), key -> key);
    }

    /**
     * A new API key text for the same key; the old one works on for the overlap that the vault grants. The client's other
     * keys stay as they are. The caller closes it.
     */
    public Secret rotate(ApiKeyId id) {
        JsonNode data = management
                .post(PATH + "/" + id.value() + "/rotate", Json.object())
                .path("data");
        return Secret.take(data.path("api_key").asText().getBytes(US_ASCII));
    }

    /** Revokes a key: no proxy admits it a second later. */
    public void delete(ApiKeyId id) {
        management.delete(PATH + "/" + id.value());
    }
}
