package dev.sallyport.sdk.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.sdk.management.Management;

/**
 * Policies of the SQL guard. A document that does not compile is refused with {@code policy_invalid}; the problem's
 * details name {@code pointer}, {@code line} and {@code column}. Integrations use a policy by its id:
 * {@code IntegrationRequest.with("policy_id", …)}.
 */
public final class Policies {

    private static final String PATH = "/api/v2/policies";
    private static final String DOCUMENT = "document";

    private final Management management;

    Policies(Management management) {
        this.management = management;
    }

    /** Makes a policy with its first version. */
    public PolicyInfo create(String name, JsonNode document) {
        ObjectNode body = Json.object().put("name", name);
        body.set(DOCUMENT, document);
        return PolicyInfo.read(management.post(PATH, body).path("data"));
    }

    /** All of the tenant's without documents; {@code cursor} is empty for the first page. */
    public Page<PolicyInfo> list(int limit, String cursor) {
        return Page.read(management.get(Management.paged(PATH, limit, cursor)), PolicyInfo::read);
    }

    /** One policy with its document and its latest versions. */
    public PolicyInfo get(PolicyId id) {
        return PolicyInfo.read(management.get(at(id)).path("data"));
    }

    /** The document of one version. */
    public JsonNode document(PolicyId id, int version) {
        return management.get(at(id) + "/versions/" + version).path("data").path(DOCUMENT);
    }

    /** Saves the next version: proxies judge by it within a second, for every integration that follows the policy. */
    public PolicyInfo save(PolicyId id, JsonNode document) {
        ObjectNode body = Json.object();
        body.set(DOCUMENT, document);
        return change(id, body);
    }

    /** The same unless somebody has saved one since {@code seen} was the current version. */
    public PolicyInfo save(PolicyId id, JsonNode document, int seen) {
        ObjectNode body = Json.object().put("expected_version", seen);
        body.set(DOCUMENT, document);
        return change(id, body);
    }

    /** Takes up the document of an older version again, as the next one. */
    public PolicyInfo restore(PolicyId id, int version) {
        return change(id, Json.object().put("restore_version", version));
    }

    /** Gives a policy another name. */
    public PolicyInfo rename(PolicyId id, String name) {
        return change(id, Json.object().put("name", name));
    }

    /** Deletes a policy. Refused while an integration uses it, unless {@code force}: then its users are revoked. */
    public void delete(PolicyId id, boolean force) {
        management.delete(at(id) + (force ? "?force=true" : ""));
    }

    /** What the current version would have decided about the statements of the last {@code days} (1 to 90). */
    public ReplayReport replay(PolicyId id, int days) {
        return replay(id, Json.object().put("days", days));
    }

    /** What another document would have decided; nothing is saved. */
    public ReplayReport replay(PolicyId id, JsonNode document, int days) {
        ObjectNode body = Json.object().put("days", days);
        body.set(DOCUMENT, document);
        return replay(id, body);
    }

    private ReplayReport replay(PolicyId id, ObjectNode body) {
        return ReplayReport.read(management.post(at(id) + "/replay", body).path("data"));
    }

    private PolicyInfo change(PolicyId id, ObjectNode body) {
        return PolicyInfo.read(management.patch(at(id), body).path("data"));
    }

    private static String at(PolicyId id) {
        return PATH + "/" + id.value();
    }
}
