package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.testkit.postgres.TestCa;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The served document against the contract and against what the service takes and gives.
@QuarkusTest
@WithTestResource(VaultStack.class)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Members of bodies that the contract names.
    private static final Map<String, Set<String>> CONTRACT = Map.of(
            "POST /api/v2/vault/seal",
            Set.of("name", "credential_type", "values", "plaintext", "ttl_days", "metadata"),
            "POST /api/v2/vault/rotate/{credential_id}",
            Set.of("values"),
            "POST /api/v2/integrations",
            Set.of(
                    "name",
                    "system_type",
                    "credential_id",
                    "allowed_operations",
                    "policy",
                    "tokenization",
                    "limits",
                    "read_replica_credential_id"),
            "POST /api/v2/security/api-keys",
            Set.of("name", "scopes", "integrations", "operations", "allowed_ips", "expires_at", "kem_public_key"),
            "POST /api/v2/auth/login",
            Set.of("email", "password"),
            "POST /api/v2/auth/refresh",
            Set.of("refresh_token"),
            "POST /api/v2/auth/logout",
            Set.of("refresh_token"));

    private final Map<String, JsonNode> operations = operations();
    private final Vault caller = Vault.inNewTenant();

    @Test
    void every_member_of_the_contract_is_in_the_document() {
        CONTRACT.forEach(
                (name, members) -> assertThat(properties(name)).as(name).containsAll(members));
    }

    @Test
    void the_service_knows_every_member_of_the_document_and_no_other() {
        int asked = 0;
        for (var entry : operations.entrySet()) {
            var schema = request(entry.getKey());
            if (schema.isMissingNode()) {
                continue;
            }
            asked++;
            var body = (ObjectNode) JSON.createObjectNode();
            properties(entry.getKey()).forEach(body::putNull);
            var known = call(entry.getKey(), body.toString());
            assertThat(known.json().path("detail").asText())
                    .as("%s %s", entry.getKey(), body)
                    .doesNotContain("is not known here");

            if (!entry.getKey().contains("{")) {
                var unknown = call(entry.getKey(), "{\"no_such_member\":1}");
                unknown.expect(400, "invalid_request");
                assertThat(unknown.json().path("detail").asText()).contains("no_such_member is not known here");
            }
        }
        assertThat(asked).isGreaterThanOrEqualTo(18);
    }

    @Test
    void a_call_without_a_body_in_the_document_takes_none() {
        var without = operations.keySet().stream()
                .filter(name -> request(name).isMissingNode())
                .filter(name -> !name.startsWith("GET ") && !name.startsWith("DELETE "))
                .toList();

        assertThat(without)
                .containsExactlyInAnyOrder(
                        "POST /api/v2/integrations/{integration_id}/test",
                        "POST /api/v2/proxy/integrations/{integration_id}/test");
    }

    @Test
    void answers_have_exactly_the_members_of_the_document() {
        var sealed = caller.post("/api/v2/vault/seal", Vault.sealBody("postgresql://u:p@localhost:1/shop"))
                .expect(201);
        var person = caller.post(
                        "/api/v2/security/people",
                        "{\"email\":\"o" + System.nanoTime()
                                + "@sallyport.test\",\"role\":\"viewer\",\"password\":\"a-long-password\"}")
                .expect(201);
        var session = Vault.anonymous()
                .post(
                        "/api/v2/auth/login",
                        "{\"email\":\"" + VaultStack.ADMIN_EMAIL + "\",\"password\":\"" + VaultStack.ADMIN_LOGIN
                                + "\"}")
                .expect(200);
        var authorities = "/api/v2/certificate-authorities";
        var authority = caller.post(authorities, Vault.caBody(TestCa.create().certificatePem()))
                .expect(201);
        var one = authorities + "/"
                + authority.data().path("certificate_authority_id").asText();
        var seen = caller.get(one).expect(200);
        var deleted = caller.delete(one).expect(200);
        var problem = caller.post("/api/v2/vault/seal", "{}").expect(400);

        assertThat(names(sealed.data())).isEqualTo(data("POST /api/v2/vault/seal"));
        assertThat(names(person.data())).isEqualTo(data("POST /api/v2/security/people"));
        assertThat(names(session.data())).isEqualTo(data("POST /api/v2/auth/login"));
        assertThat(names(authority.data())).isEqualTo(data("POST " + authorities));
        assertThat(names(seen.data())).isEqualTo(data("GET " + authorities + "/{certificate_authority_id}"));
        assertThat(names(deleted.data())).isEqualTo(data("DELETE " + authorities + "/{certificate_authority_id}"));
        assertThat(names(sealed.json().path("meta"))).isSubsetOf("request_id", "audit_event_id", "next_cursor");
        assertThat(problem()).containsAll(names(problem.json()));
    }

    @Test
    void every_call_has_a_summary_or_a_name_and_says_what_a_problem_looks_like() {
        operations.forEach((name, operation) -> {
            assertThat(operation
                            .path("responses")
                            .path("default")
                            .path("content")
                            .has("application/problem+json"))
                    .as(name)
                    .isTrue();
            assertThat(operation.path("responses").has("2XX")).as(name).isTrue();
        });
    }

    private Set<String> problem() {
        return names(
                document().path("components").path("schemas").path("Problem").path("properties"));
    }

    private Vault.Reply call(String name, String body) {
        var parts = name.split(" ", 2);
        var path = parts[1].replace("{credential_id}", "cred_01ARZ3NDEKTSV4RRFFQ69G5FAV")
                .replace("{integration_id}", "int_01ARZ3NDEKTSV4RRFFQ69G5FAV")
                .replace("{certificate_authority_id}", "ca_01ARZ3NDEKTSV4RRFFQ69G5FAV")
                .replace("{policy_id}", "pol_01ARZ3NDEKTSV4RRFFQ69G5FAV")
                .replace("{key_id}", "key_01ARZ3NDEKTSV4RRFFQ6")
                .replace("{person_id}", "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV");
        var reply = caller.call(parts[0], path, body);
        assertThat(reply.status()).as(name).isLessThan(500);
        return reply;
    }

    private Set<String> properties(String name) {
        return names(request(name).path("properties"));
    }

    private JsonNode request(String name) {
        return operations
                .getOrDefault(name, JSON.missingNode())
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
    }

    private Set<String> data(String name) {
        return names(operations
                .getOrDefault(name, JSON.missingNode())
                .path("responses")
                .path("2XX")
                .path("content")
                .path("application/json")
                .path("schema")
                .path("properties")
                .path("data")
                .path("properties"));
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, JsonNode> operations() {
        var operations = new TreeMap<String, JsonNode>();
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return operations;
    }

    private static JsonNode document() {
        return Vault.anonymous().get("/q/openapi?format=json").expect(200).json();
    }
}
