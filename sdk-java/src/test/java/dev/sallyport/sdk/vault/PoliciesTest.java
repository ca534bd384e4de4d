package dev.sallyport.sdk.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.id.PolicyId;
import dev.sallyport.sdk.SallyportClient;
import dev.sallyport.sdk.SallyportServer;
import dev.sallyport.sdk.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoliciesTest {

    private static final PolicyId ID = PolicyId.of("pol_1");
    private static final String PATH = "/api/v2/policies/pol_1";
    private static final String POLICY = "{\"policy_id\":\"pol_1\",\"name\":\"shop\",\"version\":4,"
            + "\"document\":{\"max_rows\":7},\"versions\":[{\"version\":4},{\"version\":3}]}";

    private SallyportServer server;
    private SallyportClient client;

    @BeforeEach
    void start() throws IOException {
        server = new SallyportServer();
        client = SallyportClient.builder().vault(server.address()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_policy_is_made_and_read_with_its_document() throws IOException {
        server.managed.put("POST /api/v2/policies", POLICY);
        server.managed.put("GET " + PATH, POLICY);

        PolicyInfo made = client.vault().policies().create("shop", document());

        assertThat(made.id()).isEqualTo(ID);
        assertThat(made.version()).isEqualTo(4);
        assertThat(server.management.get("POST /api/v2/policies"))
                .hasToString("{\"name\":\"shop\",\"document\":{\"max_rows\":7}}");
        assertThat(client.vault().policies().get(ID).document()).isEqualTo(document());
    }

    @Test
    void a_change_a_restored_version_and_a_name_are_three_calls_of_one_route() throws IOException {
        server.managed.put("PATCH " + PATH, POLICY);

        client.vault().policies().save(ID, document());
        assertThat(server.management.get("PATCH " + PATH)).hasToString("{\"document\":{\"max_rows\":7}}");
        client.vault().policies().save(ID, document(), 3);
        assertThat(server.management.get("PATCH " + PATH))
                .hasToString("{\"expected_version\":3,\"document\":{\"max_rows\":7}}");
        client.vault().policies().restore(ID, 2);
        assertThat(server.management.get("PATCH " + PATH)).hasToString("{\"restore_version\":2}");
        client.vault().policies().rename(ID, "other");

        assertThat(server.management.get("PATCH " + PATH)).hasToString("{\"name\":\"other\"}");
    }

    @Test
    void lists_versions_and_deletion_go_where_the_contract_says() {
        server.managed.put("GET /api/v2/policies?limit=2&cursor=a%26b", "[" + POLICY + "]");
        server.managed.put("GET " + PATH + "/versions/3", "{\"version\":3,\"document\":{\"mode\":\"observe\"}}");

        Page<PolicyInfo> page = client.vault().policies().list(2, "a&b");
        JsonNode old = client.vault().policies().document(ID, 3);
        client.vault().policies().delete(ID, true);

        assertThat(page.items())
                .singleElement()
                .satisfies(each -> assertThat(each.name()).isEqualTo("shop"));
        assertThat(old).hasToString("{\"mode\":\"observe\"}");
        assertThat(server.management).containsKey("DELETE " + PATH + "?force=true");
    }

    @Test
    void a_replay_says_what_would_change() throws IOException {
        server.managed.put(
                "POST " + PATH + "/replay",
                "{\"statements\":9,\"calls\":70000000000,\"unchanged\":7,\"changed\":1,\"unknown\":1,\"complete\":true,"
                        + "\"changes\":[{\"integration_id\":\"int_1\",\"fingerprint\":\"00ff\",\"calls\":12,"
                        + "\"before\":{\"decision\":\"ALLOWED\"},"
                        + "\"after\":{\"decision\":\"BLOCKED\",\"rule_codes\":[\"OBJ-001\"]}}]}");

        ReplayReport report = client.vault().policies().replay(ID, document(), 7);

        assertThat(server.management.get("POST " + PATH + "/replay"))
                .hasToString("{\"days\":7,\"document\":{\"max_rows\":7}}");
        assertThat(report.calls()).isEqualTo(70_000_000_000L);
        assertThat(report.unknown()).isEqualTo(1);
        assertThat(report.changes()).singleElement().satisfies(change -> {
            assertThat(change.integration()).isEqualTo(IntegrationId.of("int_1"));
            assertThat(change.before()).isEqualTo("ALLOWED");
            assertThat(change.after()).isEqualTo("BLOCKED");
            assertThat(change.ruleCodes()).containsExactly("OBJ-001");
        });
        client.vault().policies().replay(ID, 30);
        assertThat(server.management.get("POST " + PATH + "/replay")).hasToString("{\"days\":30}");
    }

    @Test
    void an_answer_that_is_no_policy_is_refused() throws IOException {
        server.managed.put("POST /api/v2/policies", "{\"policy_id\":\"../../x\"}");

        assertThatThrownBy(() -> client.vault().policies().create("x", document()))
                .isInstanceOf(InvalidIdException.class);
    }

    private static JsonNode document() throws IOException {
        return Json.read("{\"max_rows\":7}".getBytes(StandardCharsets.UTF_8));
    }
}
