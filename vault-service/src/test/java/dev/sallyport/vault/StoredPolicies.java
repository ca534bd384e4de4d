package dev.sallyport.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.vault.stack.Vault;

/// Stored policies of the caller's tenant.
record StoredPolicies(Vault caller) {
    static final String POLICIES = "/api/v2/policies";

    /// Two documents of one line each.
    static final String ORDERS = "{\"tables\":{\"allow\":[\"orders\"]}}";

    static final String USERS = "{\"tables\":{\"allow\":[\"users\"]}}";

    /// The id of a new one.
    String add(String document) {
        return caller.post(POLICIES, body("shop", document))
                .expect(201)
                .data()
                .path("policy_id")
                .asText();
    }

    JsonNode version(String policy, int number) {
        return caller.get(POLICIES + "/" + policy + "/versions/" + number)
                .expect(200)
                .data();
    }

    static String body(String name, String document) {
        return "{\"name\":\"" + name + "\",\"document\":" + document + "}";
    }
}
