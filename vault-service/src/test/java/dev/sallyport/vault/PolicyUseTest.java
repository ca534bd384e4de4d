package dev.sallyport.vault;

import static dev.sallyport.vault.StoredPolicies.ORDERS;
import static dev.sallyport.vault.StoredPolicies.POLICIES;
import static dev.sallyport.vault.StoredPolicies.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.keys.GrantSignature;
import dev.sallyport.vault.stack.Hop;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Integrations and the policies that they use: what stands in their grants after every change of either.
@QuarkusTest
@WithTestResource(VaultStack.class)
class PolicyUseTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VaultStack stack = VaultStack.current();
    private final Hop hop = new Hop(stack);
    private Vault caller = Vault.anonymous();
    private StoredPolicies policies = new StoredPolicies(caller);

    @BeforeEach
    void newTenant() {
        caller = Vault.inNewTenant();
        policies = new StoredPolicies(caller);
    }

    @Test
    void a_new_version_is_signed_into_the_grants_of_those_who_follow_it_within_a_second() throws Exception {
        var policy = policies.add(ORDERS);
        var follows = integrate("\"policy_id\":\"" + policy + "\"");
        var pinned = integrate("\"policy_id\":\"" + policy + "\",\"policy_version\":1");
        var before = grant(follows);
        long pinnedSeq = grant(pinned).path("issued_seq").asLong();
        try (var changes = hop.changes(before.path("issued_seq").asLong())) {
            changes.awaitHeartbeat(Duration.ofSeconds(3));

            var reply = caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + "}")
                    .expect(200);

            changes.awaitAll(List.of(follows, policy), Duration.ofSeconds(1));
            assertThat(reply.data().path("integrations_updated").asInt()).isEqualTo(1);
        }
        var after = grant(follows);
        assertThat(before.path("policy").toString()).isEqualTo(ORDERS);
        assertThat(after.path("policy").toString()).isEqualTo(USERS);
        assertThat(after.path("policy_version").asInt()).isEqualTo(2);
        assertThat(after.path("policy_id").asText()).isEqualTo(policy);
        assertThat(after.path("issued_seq").asLong())
                .isGreaterThan(before.path("issued_seq").asLong());
        assertThat(grant(pinned).path("issued_seq").asLong()).isEqualTo(pinnedSeq);
        assertThat(grant(pinned).path("policy").toString()).isEqualTo(ORDERS);
        assertThat(caller.get("/api/v2/integrations/" + follows)
                        .data()
                        .path("policy_version")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void an_older_version_can_be_restored_for_all_or_pinned_for_one() throws Exception {
        var policy = policies.add(ORDERS);
        var one = integrate("\"policy_id\":\"" + policy + "\"");
        var two = integrate("\"policy_id\":\"" + policy + "\"");
        caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + "}").expect(200);

        caller.patch("/api/v2/integrations/" + one, "{\"policy_version\":1}").expect(200);
        assertThat(grant(one).path("policy").toString()).isEqualTo(ORDERS);
        assertThat(grant(two).path("policy").toString()).isEqualTo(USERS);
        caller.patch(POLICIES + "/" + policy, "{\"restore_version\":1}").expect(200);

        assertThat(grant(two).path("policy").toString()).isEqualTo(ORDERS);
        assertThat(grant(two).path("policy_version").asInt()).isEqualTo(3);
        assertThat(policies.version(policy, 3).path("restores").asInt()).isEqualTo(1);
        caller.patch("/api/v2/integrations/" + one, "{\"policy_version\":null}").expect(200);
        assertThat(grant(one).path("policy_version").asInt()).isEqualTo(3);
        caller.patch(POLICIES + "/" + policy, "{\"restore_version\":9}").expect(404, "not_found");
        caller.patch("/api/v2/integrations/" + one, "{\"policy_version\":9}").expect(404, "not_found");
    }

    @Test
    void an_integration_has_a_document_of_its_own_or_a_stored_policy_and_can_lose_either() throws Exception {
        var policy = policies.add(ORDERS);
        var id = integrate("\"policy\":" + USERS);
        assertThat(grant(id).path("policy").toString()).isEqualTo(USERS);

        caller.patch("/api/v2/integrations/" + id, "{\"policy_id\":\"" + policy + "\",\"policy\":{}}")
                .expect(400);
        caller.patch("/api/v2/integrations/" + id, "{\"policy_id\":\"" + policy + "\"}")
                .expect(200);
        assertThat(grant(id).path("policy").toString()).isEqualTo(ORDERS);
        caller.patch("/api/v2/integrations/" + id, "{\"policy\":" + USERS + "}").expect(200);
        assertThat(grant(id).path("policy").toString()).isEqualTo(USERS);
        assertThat(grant(id).path("policy_id").isNull()).isTrue();
        var reply = caller.patch("/api/v2/integrations/" + id, "{\"policy\":{\"rules\":{\"X\":1}}}");
        reply.expect(422, "policy_invalid");
        assertThat(reply.json().path("error").path("details").path("pointer").asText())
                .isEqualTo("/rules/X");
        assertThat(grant(id).path("policy").toString()).isEqualTo(USERS);
        caller.patch("/api/v2/integrations/" + id, "{\"policy\":null}").expect(200);

        assertThat(grant(id).path("policy").isNull()).isTrue();
        caller.patch("/api/v2/integrations/" + id, "{\"policy_version\":1}").expect(409, "state_conflict");
    }

    @Test
    void one_that_is_used_is_not_deleted_unless_forced_and_then_its_users_stop() {
        var policy = policies.add(ORDERS);
        var integration = integrate("\"policy_id\":\"" + policy + "\"");

        var refused = caller.delete(POLICIES + "/" + policy);
        refused.expect(409, "policy_in_use");
        assertThat(refused.json()
                        .path("error")
                        .path("details")
                        .path("integrations")
                        .asInt())
                .isEqualTo(1);
        caller.delete(POLICIES + "/" + policy + "?force=true").expect(200);

        caller.get(POLICIES + "/" + policy).expect(404, "not_found");
        assertThat(hop.get("/internal/v1/grants/integrations/" + integration)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("revoked");
        caller.post("/api/v2/integrations", integrationBody("\"policy_id\":\"" + policy + "\""))
                .expect(404, "not_found");
    }

    @Test
    void a_key_that_is_limited_to_integrations_or_operations_changes_no_policy() {
        var policy = policies.add(ORDERS);
        var integration = integrate("\"policy_id\":\"" + policy + "\"");
        for (String limit : new String[] {"integrations", "operations"}) {
            var limited = Vault.key(caller.issueKey(
                            body -> body.putArray(limit).add(limit.equals("operations") ? "query" : integration),
                            "policies:read",
                            "policies:write")
                    .data()
                    .path("api_key")
                    .asText());

            limited.patch(POLICIES + "/" + policy, "{\"document\":{}}").expect(403, "scope_missing");
            limited.delete(POLICIES + "/" + policy + "?force=true").expect(403, "scope_missing");
            limited.get(POLICIES + "/" + policy).expect(200);
        }
        assertThat(caller.get(POLICIES + "/" + policy).data().path("version").asInt())
                .isEqualTo(1);
    }

    @Test
    void whoever_begins_to_follow_a_policy_beside_its_next_version_gets_that_version() throws Exception {
        for (int round = 0; round < 8; round++) {
            var policy = policies.add(ORDERS);
            var attaches = integrate("\"policy\":{}");
            var calls = new ArrayList<Runnable>();
            calls.add(() -> caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + "}")
                    .expect(200));
            calls.add(() -> caller.patch("/api/v2/integrations/" + attaches, "{\"policy_id\":\"" + policy + "\"}")
                    .expect(200));
            calls.add(() -> caller.patch("/api/v2/integrations/" + attaches, "{\"name\":\"other\"}")
                    .expect(200));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var running = calls.stream()
                        .map(call -> CompletableFuture.runAsync(call, threads))
                        .toList();
                running.forEach(CompletableFuture::join);
            }

            assertThat(grant(attaches).path("policy").toString())
                    .as("round " + round)
                    .isEqualTo(USERS);
            assertThat(grant(attaches).path("policy_version").asInt()).isEqualTo(2);
        }
    }

    private String integrate(String members) {
        return caller.post("/api/v2/integrations", integrationBody(members))
                .expect(201)
                .data()
                .path("integration_id")
                .asText();
    }

    private String integrationBody(String members) {
        var body = Vault.integrationBody(caller.sealDsn("postgresql://u:p@localhost:1/shop"));
        return body.substring(0, body.length() - 1) + "," + members + "}";
    }

    /// The integration's grant as a proxy gets it, its signature checked.
    private JsonNode grant(String integration) throws Exception {
        var answer = hop.get("/internal/v1/grants/integrations/" + integration).json();
        var bytes = StrictBase64.decode(answer.path("grant").asText());
        assertThat(GrantSignature.verify(
                        stack.sealerKey(),
                        "integration",
                        bytes,
                        StrictBase64.decode(answer.path("signature").asText())))
                .isTrue();
        return JSON.readTree(bytes);
    }
}
