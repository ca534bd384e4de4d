package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every route of the served OpenAPI document, and every body that may name an id, with ids of another tenant and with
/// ids that do not exist: the answers are the same, and the database is too.
@QuarkusTest
@WithTestResource(VaultStack.class)
class ForeignIdsTest {
    private static final String DSN = "postgresql://u:p@localhost:1/shop";
    private static final String DOCUMENT = "{\"tables\":{\"allow\":[\"orders\"]}}";
    private static final String TAIL = "_01ARZ3NDEKTSV4RRFFQ69G5FAV";

    /// What is sent to a route that takes an id in its path; one of them passes the checks of every body.
    private static final List<String> BODIES = List.of(
            "{}",
            "{\"name\":\"y\"}",
            "{\"values\":{\"dsn\":\"" + DSN + "\"}}",
            "{\"name\":\"y\",\"document\":" + DOCUMENT + "}",
            "{\"restore_version\":1}",
            "{\"days\":1}");

    private final Map<String, String> foreign = new LinkedHashMap<>();
    private Vault stranger = Vault.anonymous();

    @BeforeEach
    void twoTenants() {
        var owner = Vault.inNewTenant();
        var credential = owner.sealDsn(DSN);
        foreign.put("credential_id", credential);
        foreign.put("integration_id", owner.integrate(credential));
        foreign.put(
                "key_id",
                owner.issueKey(_ -> {}, "vault:read").data().path("key_id").asText());
        var policy = owner.post(
                        "/api/v2/policies", "{\"name\":\"p\",\"document\":{\"tables\":{\"allow\":[\"orders\"]}}}")
                .expect(201);
        foreign.put("policy_id", policy.data().path("policy_id").asText("pol" + TAIL));
        foreign.put(
                "certificate_authority_id",
                owner.uploadCa(VaultStack.current().postgres().ca().certificatePem()));
        foreign.put(
                "person_id",
                owner.post("/api/v2/security/people", person())
                        .expect(201)
                        .data()
                        .path("person_id")
                        .asText());
        foreign.put("tenant_id", owner.tenant());
        stranger = Vault.inNewTenant()
                .newKey(Arrays.stream(Scope.values())
                        .filter(scope -> scope != Scope.ADMIN_TENANTS)
                        .map(Scope::text)
                        .toArray(String[]::new));
    }

    @Test
    void every_route_answers_a_foreign_id_like_one_that_does_not_exist_and_changes_nothing() {
        var before = database();
        var looked = new ArrayList<String>();
        for (String route : routesWithIds()) {
            var method = route.substring(0, route.indexOf(' '));
            var path = route.substring(route.indexOf(' ') + 1);
            boolean found = false;
            for (@Nullable String body : method.equals("GET") || method.equals("DELETE") ? noBody() : BODIES) {
                var theirs = stranger.call(method, filled(path, true), body);
                var none = stranger.call(method, filled(path, false), body);

                assertThat(theirs.status()).as("%s %s", route, body).isEqualTo(none.status());
                assertThat(comparable(theirs)).as("%s %s", route, body).isEqualTo(comparable(none));
                assertThat(theirs.status())
                        .as("%s %s %s", route, body, theirs.json())
                        .isBetween(400, 499);
                found |= theirs.status() == 404 || theirs.code().equals("scope_missing");
            }
            assertThat(found)
                    .as("%s was reached with a body that it takes", route)
                    .isTrue();
            looked.add(route);
        }

        assertThat(looked).hasSizeGreaterThan(15);
        assertThat(database()).isEqualTo(before);
    }

    @Test
    void every_body_that_names_a_foreign_id_is_answered_like_one_that_names_none_and_changes_nothing() {
        var own = stranger.sealDsn(DSN);
        var policy = stranger.post("/api/v2/policies", "{\"name\":\"p\",\"document\":" + DOCUMENT + "}")
                .expect(201)
                .data()
                .path("policy_id")
                .asText();
        var before = database();
        var bodies = Map.of(
                "/api/v2/policies/" + policy + "/replay",
                List.of("{\"days\":1,\"integration_id\":\"{integration_id}\"}"),
                "/api/v2/integrations",
                List.of(
                        Vault.integrationBody("{credential_id}"),
                        integration(own, "\"read_replica_credential_id\":\"{credential_id}\""),
                        integration(own, "\"policy_id\":\"{policy_id}\"")),
                "/api/v2/vault/seal",
                List.of(Vault.sealBody(DSN + "?sslrootcert={certificate_authority_id}")),
                "/api/v2/security/emergency-lockdown",
                List.of("{\"integration_id\":\"{integration_id}\"}", "{\"api_key_id\":\"{key_id}\"}"));
        bodies.forEach((path, list) -> list.forEach(body -> {
            var theirs = stranger.post(path, filled(body, true));
            var none = stranger.post(path, filled(body, false));

            assertThat(theirs.status())
                    .as("%s %s %s", path, body, theirs.json())
                    .isEqualTo(404);
            assertThat(comparable(theirs)).as("%s %s", path, body).isEqualTo(comparable(none));
        }));

        assertThat(database()).isEqualTo(before);
    }

    @Test
    void a_foreign_tenant_in_the_header_reads_like_none() {
        var theirs =
                stranger.with("X-Sallyport-Tenant", foreign.get("tenant_id")).get("/api/v2/vault/credentials");
        var none = stranger.with("X-Sallyport-Tenant", "ten" + TAIL).get("/api/v2/vault/credentials");

        assertThat(theirs.status()).isEqualTo(404);
        assertThat(comparable(theirs)).isEqualTo(comparable(none));
    }

    private static String person() {
        return "{\"email\":\"" + UUID.randomUUID()
                + "@sallyport.test\",\"role\":\"viewer\",\"password\":\"a-long-password\"}";
    }

    private static String integration(String credential, String more) {
        var body = Vault.integrationBody(credential);
        return body.substring(0, body.length() - 1) + "," + more + "}";
    }

    private static List<@Nullable String> noBody() {
        var list = new ArrayList<@Nullable String>();
        list.add(null);
        return list;
    }

    private static List<String> routesWithIds() {
        var routes = new ArrayList<String>();
        Vault.anonymous()
                .get("/q/openapi?format=json")
                .expect(200)
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (path.getKey().contains("{")) {
                        routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return routes;
    }

    private String filled(String text, boolean theirs) {
        var filled = text;
        for (var entry : foreign.entrySet()) {
            var prefix = entry.getValue().substring(0, entry.getValue().indexOf('_'));
            var none = prefix.equals("key") ? "key_01ARZ3NDEKTSV4RRFFQ6" : prefix + TAIL;
            filled = filled.replace("{" + entry.getKey() + "}", theirs ? entry.getValue() : none);
        }
        return filled.replace("{version}", "1");
    }

    private static JsonNode comparable(Vault.Reply reply) {
        var copy = reply.json().deepCopy();
        if (copy instanceof ObjectNode object) {
            object.remove("instance");
            if (object.path("meta") instanceof ObjectNode meta) {
                meta.remove(List.of("request_id", "audit_event_id", "timestamp"));
            }
            if (object.path("error") instanceof ObjectNode error) {
                error.remove(List.of("request_id", "audit_event_id"));
                if (error.path("details") instanceof ObjectNode details) {
                    details.remove(List.of("request_id", "audit_event_id"));
                }
            }
        }
        return copy;
    }

    /// A digest of every table of the vault.
    private static String database() {
        var tables = Vault.value(
                "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'vault'");
        var digests = new StringBuilder();
        for (String table : tables.split(",")) {
            digests.append(table)
                    .append(' ')
                    .append(Vault.value(
                            "SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '-') FROM vault." + table
                                    + " t"))
                    .append('\n');
        }
        return digests.toString();
    }
}
