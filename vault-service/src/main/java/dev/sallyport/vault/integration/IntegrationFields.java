package dev.sallyport.vault.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.json.Json;
import dev.sallyport.vault.json.JsonBody;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The members of an integration as they may be sent; those that are left out stay as they are, or get a safe default.
record IntegrationFields(
        Optional<String> name,
        Optional<String> credentialId,
        Optional<String> readReplicaCredentialId,
        Optional<List<String>> allowedOperations,
        Optional<ObjectNode> limits,
        PolicyChoice policy,
        Optional<JsonNode> tokenization,
        Optional<Boolean> sqlTextOptIn) {

    private static final Set<String> CREATE = Set.of(
            "name",
            "system_type",
            "credential_id",
            "allowed_operations",
            "policy",
            "policy_id",
            "policy_version",
            "tokenization",
            "sql_text_opt_in",
            "limits",
            "read_replica_credential_id");
    private static final Set<String> CHANGE = Set.of(
            "name",
            "credential_id",
            "allowed_operations",
            "policy",
            "policy_id",
            "policy_version",
            "tokenization",
            "sql_text_opt_in",
            "limits",
            "read_replica_credential_id");
    private static final Set<String> OPERATIONS = Set.of("query", "execute", "transaction", "tokenize_and_insert");
    private static final Map<String, Long> MAX_LIMITS =
            Map.of("max_rows", 1_000_000L, "max_bytes", 64L << 20, "statement_timeout_ms", 600_000L);
    private static final int MAX_TOKENIZATION_BYTES = 256 * 1024;

    static IntegrationFields forCreate(byte[] body) {
        var json = JsonBody.of(body, CREATE);
        if (!json.text("system_type", 64).equals("postgres")) {
            throw JsonBody.invalid("system_type", "must be postgres");
        }
        json.text("name", 200);
        json.text("credential_id", 128);
        return of(body, json);
    }

    static IntegrationFields forChange(byte[] body) {
        return of(body, JsonBody.of(body, CHANGE));
    }

    private static IntegrationFields of(byte[] body, JsonBody json) {
        return new IntegrationFields(
                json.optionalText("name", 200),
                json.optionalText("credential_id", 128),
                json.optionalText("read_replica_credential_id", 128),
                json.optionalTexts("allowed_operations", 64).map(IntegrationFields::known),
                limits(json),
                PolicyChoice.of(body, json),
                json.optionalObject("tokenization").map(Json::tree).map(IntegrationFields::bounded),
                json.has("sql_text_opt_in") ? Optional.of(json.flag("sql_text_opt_in")) : Optional.empty());
    }

    /// What holds where nothing is said: the limits of the API contract.
    static ObjectNode defaultLimits() {
        return Json.object().put("max_rows", 10_000L).put("max_bytes", 8L << 20).put("statement_timeout_ms", 30_000L);
    }

    private static List<String> known(List<String> operations) {
        for (String operation : operations) {
            if (!OPERATIONS.contains(operation)) {
                throw JsonBody.invalid("allowed_operations", "names an operation that does not exist");
            }
        }
        return operations;
    }

    private static Optional<ObjectNode> limits(JsonBody json) {
        return json.optionalObject("limits").map(given -> {
            var limits = defaultLimits();
            var members = JsonBody.of(Json.bytes(Json.tree(given)), MAX_LIMITS.keySet());
            MAX_LIMITS.forEach(
                    (name, max) -> members.optionalInteger(name, 1, max).ifPresent(value -> limits.put(name, value)));
            return limits;
        });
    }

    private static JsonNode bounded(JsonNode tree) {
        if (Json.bytes(tree).length > MAX_TOKENIZATION_BYTES) {
            throw new ProblemException(
                    ProblemCode.POLICY_INVALID, "The member tokenization is larger than 256 KiB.", "too large");
        }
        return tree;
    }
}
