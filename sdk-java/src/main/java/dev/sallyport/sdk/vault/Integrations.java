package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.management.Management;

/** What may be done with which credential. */
public final class Integrations {

    private static final String PATH = "/api/v2/integrations";

    private final Management management;

    Integrations(Management management) {
        this.management = management;
    }

    /** Makes an integration. */
    public IntegrationInfo create(IntegrationRequest request) {
        return IntegrationInfo.read(management.post(PATH, request.json()).path("data"));
    }

    /** All of the tenant's; {@code cursor} is empty for the first page. */
    public Page<IntegrationInfo> list(int limit, String cursor) {
        return Page.read(management.get(Management.paged(PATH, limit, cursor)), IntegrationInfo::read);
    }

    /** One integration. */
    public IntegrationInfo get(IntegrationId id) {
        return IntegrationInfo.read(management.get(at(id)).path("data"));
    }

    /** Changes the members that {@code changes} names. */
    public IntegrationInfo update(IntegrationId id, JsonNode changes) {
        return IntegrationInfo.read(management.patch(at(id), changes).path("data"));
    }

    /** Deletes an integration. */
    public void delete(IntegrationId id) {
        management.delete(at(id));
    }

    /** Lets a proxy try the credential: whether the database is reached and logs in, and the risk report. */
    public JsonNode test(IntegrationId id) {
        return management.post(at(id) + "/test", Json.object()).path("data");
    }

    private static String at(IntegrationId id) {
        return PATH + "/" + id.value();
    }
}
