package dev.sallyport.vault;

import static dev.sallyport.vault.StoredPolicies.ORDERS;
import static dev.sallyport.vault.StoredPolicies.POLICIES;
import static dev.sallyport.vault.StoredPolicies.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Stored policies and their versions: what is kept, what is refused, who may change them.
@QuarkusTest
@WithTestResource(VaultStack.class)
class PolicyTest {
    private final VaultStack stack = VaultStack.current();
    private Vault caller = Vault.anonymous();
    private StoredPolicies policies = new StoredPolicies(caller);

    @BeforeEach
    void newTenant() {
        caller = Vault.inNewTenant();
        policies = new StoredPolicies(caller);
    }

    @Test
    void a_policy_is_kept_with_every_version_that_it_had() {
        var made = caller.post(POLICIES, StoredPolicies.body("shop", ORDERS))
                .expect(201)
                .data();
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
        assertThat(policies.version(id, 1).path("document").toString()).isEqualTo(ORDERS);
        assertThat(policies.version(id, 2).path("document").toString()).isEqualTo(USERS);
        caller.get(POLICIES + "/" + id + "/versions/3").expect(404, "not_found");
        caller.get(POLICIES + "/" + id + "/versions/01").expect(404, "not_found");
        caller.get(POLICIES + "/" + id + "/versions/99999999999").expect(404, "not_found");
    }

    @Test
    void lists_are_paged_and_show_no_document() {
        for (int i = 0; i < 3; i++) {
            policies.add(ORDERS);
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
        var id = policies.add(ORDERS);

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
        caller.post(POLICIES, StoredPolicies.body("deep", "{\"tables\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"))
                .expect(400);
        caller.post(POLICIES, StoredPolicies.body("long", "{\"description\":\"" + "x".repeat(300_000) + "\"}"))
                .expect(422, "policy_invalid");

        assertThat(count("policy")).isZero();
    }

    @Test
    void a_policy_of_another_tenant_reads_like_none_and_cannot_be_used() {
        var policy = policies.add(ORDERS);
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

        assertThat(policies.version(policy, 1).path("document").toString()).isEqualTo(ORDERS);
        assertThat(Vault.count("SELECT count(*) FROM vault.integration WHERE tenant_id = '" + stranger.tenant() + "'"))
                .isZero();
    }

    @Test
    void a_version_that_somebody_else_made_is_not_overwritten_unseen() {
        var policy = policies.add(ORDERS);
        caller.patch(POLICIES + "/" + policy, "{\"document\":" + USERS + ",\"expected_version\":1}")
                .expect(200);

        caller.patch(POLICIES + "/" + policy, "{\"document\":{},\"expected_version\":1}")
                .expect(409, "state_conflict");

        assertThat(policies.version(policy, 2).path("document").toString()).isEqualTo(USERS);
    }

    @Test
    void fifty_parallel_repeats_make_one_version() {
        var policy = policies.add(ORDERS);
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
    void the_services_role_cannot_change_a_version() {
        var policy = policies.add(ORDERS);
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
        assertThat(policies.version(policy, 1).path("document").toString()).isEqualTo(ORDERS);
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
