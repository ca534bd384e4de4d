package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the vault asks a proxy about recorded statements, and for whom.
@QuarkusTest
@WithTestResource(VaultStack.class)
class PolicyReplayTest {
    private static final String POLICIES = "/api/v2/policies/";
    private static final String ORDERS = "{\"tables\":{\"allow\":[\"orders\"]}}";
    private static final String USERS = "{\"tables\":{\"allow\":[\"users\"]}}";

    private final VaultStack stack = VaultStack.current();
    private Vault caller = Vault.anonymous();
    private String policy = "";

    @BeforeEach
    void newPolicy() {
        caller = Vault.inNewTenant();
        policy = caller.post("/api/v2/policies", "{\"name\":\"shop\",\"document\":" + ORDERS + "}")
                .expect(201)
                .data()
                .path("policy_id")
                .asText();
    }

    @Test
    void a_kept_version_is_asked_about_for_the_integrations_that_use_the_policy() {
        var uses = integrate("\"policy_id\":\"" + policy + "\"");
        var other = integrate("\"policy\":{}");
        caller.patch(POLICIES + policy, "{\"document\":" + USERS + "}").expect(200);

        var reply = caller.post(POLICIES + policy + "/replay", "{\"version\":1,\"days\":7}")
                .expect(200);

        var asked = stack.proxy().lastReplay().orElseThrow();
        assertThat(asked.path("tenant_id").asText()).isEqualTo(caller.tenant());
        assertThat(asked.path("integration_ids").toString()).isEqualTo("[\"" + uses + "\"]");
        assertThat(asked.path("integration_ids").toString()).doesNotContain(other);
        assertThat(asked.path("policy").toString()).isEqualTo(ORDERS);
        assertThat(asked.path("days").asInt()).isEqualTo(7);
        assertThat(reply.data().path("version").asInt()).isEqualTo(1);
        assertThat(reply.data().path("changed").asInt()).isEqualTo(1);
        assertThat(reply.data().path("changes").path(0).path("fingerprint").asText())
                .isEqualTo("0123456789abcdef");
        assertThat(reply.json().toString()).doesNotContain("not_in_the_contract");
    }

    @Test
    void a_document_is_asked_about_and_not_kept() {
        var one = integrate("\"policy\":{}");

        caller.post(
                        POLICIES + policy + "/replay",
                        "{\"document\":" + USERS + ",\"days\":1,\"integration_id\":\"" + one + "\"}")
                .expect(200);

        var asked = stack.proxy().lastReplay().orElseThrow();
        assertThat(asked.path("policy").toString()).isEqualTo(USERS);
        assertThat(asked.path("integration_ids").toString()).isEqualTo("[\"" + one + "\"]");
        assertThat(caller.get(POLICIES + policy).data().path("version").asInt()).isEqualTo(1);
    }

    @Test
    void a_document_that_does_not_compile_is_refused_before_anybody_is_asked() {
        var before = stack.proxy().lastReplay();

        var reply = caller.post(POLICIES + policy + "/replay", "{\"days\":1,\"document\":{\"max_rows\":-1}}");

        reply.expect(422, "policy_invalid");
        assertThat(reply.json().path("error").path("details").path("pointer").asText())
                .isEqualTo("/max_rows");
        assertThat(stack.proxy().lastReplay()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"days\":0}",
                "{\"days\":91}",
                "{\"days\":1.5}",
                "{\"days\":1,\"version\":1,\"document\":{}}",
                "{\"days\":1,\"version\":0}",
                "{\"days\":1,\"sql\":\"SELECT 1\"}",
            })
    void a_question_of_another_shape_is_refused(String body) {
        caller.post(POLICIES + policy + "/replay", body).expect(400);
    }

    @Test
    void nobody_learns_of_integrations_that_are_not_his() {
        var mine = integrate("\"policy_id\":\"" + policy + "\"");
        var hidden = integrate("\"policy_id\":\"" + policy + "\"");
        var limited =
                Vault.key(caller.issueKey(body -> body.putArray("integrations").add(mine), "policies:read")
                        .data()
                        .path("api_key")
                        .asText());
        var stranger = Vault.inNewTenant();

        limited.post(POLICIES + policy + "/replay", "{\"days\":1}").expect(200);
        assertThat(stack.proxy()
                        .lastReplay()
                        .orElseThrow()
                        .path("integration_ids")
                        .toString())
                .isEqualTo("[\"" + mine + "\"]");
        limited.post(POLICIES + policy + "/replay", "{\"days\":1,\"integration_id\":\"" + hidden + "\"}")
                .expect(404, "not_found");
        stranger.post(POLICIES + policy + "/replay", "{\"days\":1}").expect(404, "not_found");
        var theirs = stranger.post("/api/v2/policies", "{\"name\":\"x\",\"document\":{}}")
                .expect(201)
                .data()
                .path("policy_id")
                .asText();
        stranger.post(POLICIES + theirs + "/replay", "{\"days\":1,\"integration_id\":\"" + mine + "\"}")
                .expect(404, "not_found");
        caller.post(POLICIES + policy + "/replay", "{\"days\":1,\"version\":2}").expect(404, "not_found");
    }

    @Test
    void without_a_proxy_the_answer_says_so() {
        stack.proxy().stop();
        try {
            caller.post(POLICIES + policy + "/replay", "{\"days\":1}").expect(503, "proxy_unavailable");
        } finally {
            stack.proxy().start();
        }
    }

    private String integrate(String members) {
        var body = Vault.integrationBody(caller.sealDsn("postgresql://u:p@localhost:1/shop"));
        return caller.post("/api/v2/integrations", body.substring(0, body.length() - 1) + "," + members + "}")
                .expect(201)
                .data()
                .path("integration_id")
                .asText();
    }
}
