package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.keys.GrantSignature;
import dev.sallyport.vault.stack.Hop;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(VaultStack.class)
class PolicyTest {
    private static final String POLICIES = "/api/v2/policies";
    private static final String ORDERS = "{\"tables\":{\"allow\":[\"orders\"]}}";
    private static final String USERS = "{\"tables\":{\"allow\":[\"users\"]}}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VaultStack stack = VaultStack.current();
    private final Hop hop = new Hop(stack);
    private Vault caller = Vault.anonymous();

    @BeforeEach
    void newTenant() {
        caller = Vault.inNewTenant();
    }

    @Test
    void a_policy_is_kept_with_every_version_that_it_had() {
        var made = caller.post(POLICIES, body("shop", ORDERS)).expect(201).data();
        var id = made.path("policy_id").asText();
        caller.patch(POLICIES + "/" + id, "{\"document\":" + USERS + "}").expect(200);
        caller.call("PUT", POLICIES + "/" + id, "{\"name\":\"renamed\"}").expect(200);

        var policy = caller.get(POLICIES + "/" + id).expect(200).data();

        assertThat(id).startsWith("pol_");
        assertThat(policy.path("name").asText()).isEqualTo("renamed");
        assertThat(policy.path("version").asInt()).isEqualTo(2);
        assertThat(policy.path("document").toString()).isEqualTo(USERS);
        assertThat(policy.path("versions")
                        .valueStream()
                        .map(v -> v.path("version").asInt()))
                .containsExactly(2, 1);
        assertThat(version(id, 1).path("document").toString()).isEqualTo(ORDERS);
        assertThat(version(id, 2).path("document").toString()).isEqualTo(USERS);
        caller.get(POLICIES + "/" + id + "/versions/3").expect(404, "not_found");
        caller.get(POLICIES + "/" + id + "/versions/01").expect(404, "not_found");
        caller.get(POLICIES + "/" + id + "/versions/99999999999").expect(404, "not_found");
    }

    @Test
    void lists_are_paged_and_show_no_document() {
        for (int i = 0; i < 3; i++) {
            newPolicy(ORDERS);
        }

        var first = caller.get(POLICIES + "?limit=2").expect(200);
        var rest = caller.get(POLICIES + "?limit=2&cursor="
                        + first.json().path("meta").path("next_cursor").asText())
                .expect(200);

        assertThat(first.data()).hasSize(2);
        assertThat(rest.data()).hasSize(1);
        assertThat(first.json().toString()).doesNotContain("tables");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"operations\": [\"select\", \"selekt\"]} | /operations/1 | 2 | 41",
                "{\"tabels\": {}} | /tabels | 2 | 26",
                "{\"rules\": {\"PARSE-001\": \"off\"}} | /rules/PARSE-001 | 2 | 39",
                "{\"max_rows\": 0} | /max_rows | 2 | 28",
                "{\"tables\": {\"deny\": [\"a.b.c\"]}} | /tables/deny/0 | 2 | 36",
                "{\"mode\": null} | /mode | 2 | 24",
            })
    void one_that_does_not_compile_is_refused_with_its_place_and_nothing_is_kept(
            String document, String pointer, int line, int column) {
        var inDocument = "{\"name\": \"x\",\n  \"document\": " + document + "}";

        var reply = caller.post(POLICIES, inDocument);

        reply.expect(422, "policy_invalid");
        var details = reply.json().path("error").path("details");
        assertThat(details.path("pointer").asText()).isEqualTo(pointer);
        assertThat(details.path("line").asInt()).isEqualTo(line);
        assertThat(details.path("column").asInt()).isEqualTo(column);
        assertThat(count("policy")).isZero();
        assertAudited(reply);
    }

    @Test
    void a_change_that_does_not_compile_leaves_the_version_that_was() {
        var id = newPolicy(ORDERS);

        caller.patch(POLICIES + "/" + id, "{\"document\":{\"mode\":\"off\"}}").expect(422, "policy_invalid");

        assertThat(caller.get(POLICIES + "/" + id).data().path("version").asInt())
                .isEqualTo(1);
        assertThat(Vault.count("SELECT count(*) FROM vault.policy_version WHERE policy_id = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void what_is_no_json_is_refused_with_its_place() {
        var reply = caller.post(POLICIES, "{\"name\": \"x\",\n \"document\": {\"mode\": }}");

        reply.expect(400, "invalid_json");
        assertThat(reply.json().path("error").path("details").path("line").asInt())
                .isEqualTo(2);
        assertThat(reply.json().path("error").path("details").path("pointer").asText())
                .isEqualTo("/document/mode");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"x\"} | 400",
                "{\"document\":{}} | 400",
                "{\"name\":\"x\",\"document\":[]} | 400",
                "{\"name\":\"x\",\"document\":{},\"document\":{}} | 400",
                "{\"name\":\"x\",\"document\":{},\"version\":7} | 400",
                "{\"name\":\"x\",\"document\":{\"max_rows\":1e400}} | 422",
                "{\"name\":\"x\",\"document\":{\"max_rows\":1e3}} | 422",
                "{\"name\":\"x\",\"document\":{\"description\":\"\\ud800\"}} | 400",
            })
    void hostile_bodies_are_refused_and_nothing_is_kept(String body, int status) {
        caller.post(POLICIES, body).expect(status);

        assertThat(count("policy")).isZero();
    }

    @Test
    void a_document_is_bounded_in_depth_and_size() {
        caller.post(POLICIES, body("deep", "{\"tables\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"))
                .expect(400);
        caller.post(POLICIES, body("long", "{\"description\":\"" + "x".repeat(300_000) + "\"}"))
                .expect(422, "policy_invalid");

        assertThat(count("policy")).isZero();
    }

    @Test
    void a_new_version_is_signed_into_the_grants_of_those_who_follow_it_within_a_second() throws Exception {
        var policy = newPolicy(ORDERS);
        var follows = integrate("\"policy_id\":\"" + policy + "\"");
        var pinned = integrate("\"policy_id\":\"" + policy + "\",\"policy_version\":1");
        var before = grant(follows);
        long pinnedSeq = grant(pinned).path("issued_seq").asLong();
        try (var changes = hop.changes(before.path("issued_seq").asLong())) {
            changes.awaitHeartbeat(Duration.ofSeconds(3));

            var reply = caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + "}")
                    .expect(200);

            changes.awaitAll(java.util.List.of(follows, policy), Duration.ofSeconds(1));
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
        var policy = newPolicy(ORDERS);
        var one = integrate("\"policy_id\":\"" + policy + "\"");
        var two = integrate("\"policy_id\":\"" + policy + "\"");
        caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + "}").expect(200);

        caller.patch("/api/v2/integrations/" + one, "{\"policy_version\":1}").expect(200);
        assertThat(grant(one).path("policy").toString()).isEqualTo(ORDERS);
        assertThat(grant(two).path("policy").toString()).isEqualTo(USERS);
        caller.patch(POLICIES + "/" + policy, "{\"restore_version\":1}").expect(200);

        assertThat(grant(two).path("policy").toString()).isEqualTo(ORDERS);
        assertThat(grant(two).path("policy_version").asInt()).isEqualTo(3);
        assertThat(version(policy, 3).path("restores").asInt()).isEqualTo(1);
        caller.patch("/api/v2/integrations/" + one, "{\"policy_version\":null}").expect(200);
        assertThat(grant(one).path("policy_version").asInt()).isEqualTo(3);
        caller.patch(POLICIES + "/" + policy, "{\"restore_version\":9}").expect(404, "not_found");
        caller.patch("/api/v2/integrations/" + one, "{\"policy_version\":9}").expect(404, "not_found");
    }

    @Test
    void an_integration_has_a_document_of_its_own_or_a_stored_policy_and_can_lose_either() throws Exception {
        var policy = newPolicy(ORDERS);
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
        var policy = newPolicy(ORDERS);
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
    void a_policy_of_another_tenant_reads_like_none_and_cannot_be_used() {
        var policy = newPolicy(ORDERS);
        var stranger = Vault.inNewTenant();
        var credential = stranger.sealDsn("postgresql://u:p@localhost:1/shop");

        for (String path : new String[] {"", "/versions/1"}) {
            var foreign = stranger.get(POLICIES + "/" + policy + path);
            var missing = stranger.get(POLICIES + "/pol_01ARZ3NDEKTSV4RRFFQ69G5FAV" + path);
            foreign.expect(404, "not_found");
            assertThat(foreign.json().path("detail")).isEqualTo(missing.json().path("detail"));
        }
        stranger.patch(POLICIES + "/" + policy, "{\"document\":{}}").expect(404, "not_found");
        stranger.delete(POLICIES + "/" + policy + "?force=true").expect(404, "not_found");
        stranger.post(
                        "/api/v2/integrations",
                        Vault.integrationBody(credential).replace("}", ",\"policy_id\":\"" + policy + "\"}"))
                .expect(404, "not_found");

        assertThat(version(policy, 1).path("document").toString()).isEqualTo(ORDERS);
        assertThat(Vault.count("SELECT count(*) FROM vault.integration WHERE tenant_id = '" + stranger.tenant() + "'"))
                .isZero();
    }

    @Test
    void a_key_that_is_limited_to_integrations_or_operations_changes_no_policy() {
        var policy = newPolicy(ORDERS);
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
    void a_version_that_somebody_else_made_is_not_overwritten_unseen() {
        var policy = newPolicy(ORDERS);
        caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + ",\"expected_version\":1}")
                .expect(200);

        caller.patch(POLICIES + "/" + policy, "{\"document\":{},\"expected_version\":1}")
                .expect(409, "state_conflict");

        assertThat(version(policy, 2).path("document").toString()).isEqualTo(USERS);
    }

    @Test
    void fifty_parallel_repeats_make_one_version() {
        var policy = newPolicy(ORDERS);
        var repeated = caller.with("Idempotency-Key", UUID.randomUUID().toString());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 50)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> repeated.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + "}"), threads))
                    .toList();

            var answers = calls.stream()
                    .map(CompletableFuture::join)
                    .map(reply -> reply.expect(200).http().body())
                    .collect(Collectors.toSet());

            assertThat(answers).hasSize(1);
        }
        assertThat(caller.get(POLICIES + "/" + policy).data().path("version").asInt())
                .isEqualTo(2);
    }

    @Test
    void whoever_begins_to_follow_a_policy_beside_its_next_version_gets_that_version() throws Exception {
        for (int round = 0; round < 8; round++) {
            var policy = newPolicy(ORDERS);
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

    @Test
    void the_services_role_cannot_change_a_version() {
        var policy = newPolicy(ORDERS);
        var role = stack.appRole();

        for (String sql :
                new String[] {"UPDATE vault.policy_version SET document = '{}'", "DELETE FROM vault.policy_version"}) {
            assertThatThrownBy(() -> {
                        try (var connection = DriverManager.getConnection(
                                "jdbc:postgresql://localhost:"
                                        + stack.postgres().port() + "/" + stack.database() + "?sslmode=require",
                                role.name(),
                                role.secret())) {
                            connection.createStatement().execute(sql);
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
        assertThat(version(policy, 1).path("document").toString()).isEqualTo(ORDERS);
    }

    private String newPolicy(String document) {
        return caller.post(POLICIES, body("shop", document))
                .expect(201)
                .data()
                .path("policy_id")
                .asText();
    }

    private static String body(String name, String document) {
        return "{\"name\":\"" + name + "\",\"document\":" + document + "}";
    }

    private JsonNode version(String policy, int number) {
        return caller.get(POLICIES + "/" + policy + "/versions/" + number)
                .expect(200)
                .data();
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

    private long count(String table) {
        return Vault.count("SELECT count(*) FROM vault." + table + " WHERE tenant_id = '" + caller.tenant() + "'");
    }

    private static void assertAudited(Vault.Reply reply) {
        var event = reply.json().path("meta").path("audit_event_id").asText();
        assertThat(Vault.count("SELECT count(*) FROM audit.event WHERE stage = 2 AND event_id = '" + event + "'"))
                .isEqualTo(1);
    }
}
