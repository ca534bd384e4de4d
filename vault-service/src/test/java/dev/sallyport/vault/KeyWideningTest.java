package dev.sallyport.vault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A key with a limit tries every route on which it could get rid of it.
@QuarkusTest
@WithTestResource(VaultStack.class)
class KeyWideningTest {
    private static final String KEYS = "/api/v2/security/api-keys";
    private static final String[] SCOPES = {
        "keys:write", "keys:read", "vault:read", "vault:write", "integrations:write", "policies:write"
    };
    private static final String SOON = Instant.now()
            .plus(1, ChronoUnit.HOURS)
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();

    private final VaultStack stack = VaultStack.current();
    private Vault admin = Vault.anonymous();
    private String credential = "";
    private String own = "";
    private String other = "";

    @BeforeEach
    void newTenant() {
        admin = Vault.inNewTenant();
        credential = admin.sealDsn("postgresql://u:p@localhost:1/shop");
        own = admin.integrate(credential);
        other = admin.integrate(credential);
    }

    @Test
    void no_limit_of_a_key_is_left_behind_by_making_or_rotating_keys() {
        var limits = limits();
        limits.forEach((name, limit) -> {
            var maker = Vault.key(
                    admin.issueKey(limit, SCOPES).data().path("api_key").asText());
            var unlimited =
                    admin.issueKey(_ -> {}, "vault:read").data().path("key_id").asText();
            var before = keys();

            maker.post(KEYS, Vault.keyRequest("vault:read").toString()).expect(403, "scope_missing");
            wider().getOrDefault(name, Map.of()).values().forEach(wider -> {
                var body = Vault.keyRequest("vault:read");
                limit.accept(body);
                wider.accept(body);
                maker.post(KEYS, body.toString()).expect(403, "scope_missing");
            });
            maker.post(KEYS + "/" + unlimited + "/rotate", "{}").expect(403, "scope_missing");

            assertThat(keys()).as(name).isEqualTo(before);
            var equal = Vault.keyRequest("vault:read");
            limit.accept(equal);
            maker.post(KEYS, equal.toString()).expect(201);
        });
    }

    @Test
    void a_key_limited_to_integrations_or_operations_does_not_change_what_its_limit_rests_on() {
        var policy = admin.post(
                        "/api/v2/policies", "{\"name\":\"p\",\"document\":{\"tables\":{\"allow\":[\"orders\"]}}}")
                .expect(201);
        var policyId = policy.data().path("policy_id").asText("pol_01ARZ3NDEKTSV4RRFFQ69G5FAV");
        for (String name : new String[] {"integrations", "operations"}) {
            var maker = Vault.key(
                    admin.issueKey(limit(name), SCOPES).data().path("api_key").asText());
            var before = integrations();

            maker.post("/api/v2/integrations", Vault.integrationBody(credential))
                    .expect(403, "scope_missing");
            maker.patch("/api/v2/integrations/" + own, "{\"allowed_operations\":[\"execute\"]}")
                    .expect(403, "scope_missing");
            maker.patch("/api/v2/policies/" + policyId, "{\"name\":\"q\"}").expect(403, "scope_missing");
            maker.delete("/api/v2/policies/" + policyId + "?force=true").expect(403, "scope_missing");

            assertThat(integrations()).as(name).isEqualTo(before);
        }
    }

    @Test
    void a_key_limited_to_an_integration_does_not_point_another_one_elsewhere() {
        var maker = Vault.key(admin.issueKey(limit("integrations"), SCOPES)
                .data()
                .path("api_key")
                .asText());
        var role = stack.postgres().newRole("attacker");
        var elsewhere = "postgresql://" + role.name() + ":" + role.secret() + "@localhost:"
                + stack.postgres().port() + "/postgres";
        var before = integrations();

        maker.post("/api/v2/vault/rotate/" + credential, "{\"values\":{\"dsn\":\"" + elsewhere + "\"}}")
                .expect(403, "scope_missing");
        maker.delete("/api/v2/vault/credentials/" + credential + "?force=true").expect(403, "scope_missing");

        assertThat(Vault.count("SELECT version FROM vault.credential WHERE credential_id = '" + credential + "'"))
                .isEqualTo(1);
        assertThat(integrations()).isEqualTo(before);
        assertThat(other).isNotEqualTo(own);
    }

    private Consumer<ObjectNode> limit(String name) {
        return requireNonNull(limits().get(name));
    }

    private Map<String, Consumer<ObjectNode>> limits() {
        var limits = new LinkedHashMap<String, Consumer<ObjectNode>>();
        limits.put("integrations", body -> body.putArray("integrations").add(own));
        limits.put("operations", body -> body.putArray("operations").add("query"));
        limits.put(
                "allowed_ips",
                body -> body.putArray("allowed_ips").add("127.0.0.0/8").add("::1/128"));
        limits.put("expires_at", body -> body.put("expires_at", SOON));
        return limits;
    }

    private Map<String, Map<String, Consumer<ObjectNode>>> wider() {
        return Map.of(
                "integrations",
                Map.of(
                        "another", body -> body.putArray("integrations").add(other),
                        "one more",
                                body -> body.putArray("integrations").add(own).add(other)),
                "operations",
                Map.of(
                        "another", body -> body.putArray("operations").add("execute"),
                        "one more",
                                body -> body.putArray("operations").add("query").add("execute")),
                "allowed_ips",
                Map.of(
                        "everywhere", body -> body.putArray("allowed_ips").add("0.0.0.0/0"),
                        "a larger network", body -> body.putArray("allowed_ips").add("126.0.0.0/7"),
                        "one more",
                                body -> body.putArray("allowed_ips")
                                        .add("127.0.0.1")
                                        .add("10.0.0.1"),
                        "mapped", body -> body.putArray("allowed_ips").add("::ffff:0:0/96")),
                "expires_at",
                Map.of(
                        "a year",
                                body -> body.put(
                                        "expires_at",
                                        Instant.now().plus(365, ChronoUnit.DAYS).toString()),
                        "never", body -> body.remove("expires_at")));
    }

    private String keys() {
        return Vault.value("SELECT (SELECT count(*) FROM vault.api_key WHERE tenant_id = '" + admin.tenant()
                + "') || ' ' || (SELECT count(*) FROM vault.api_key_secret)");
    }

    private String integrations() {
        return Vault.value("SELECT md5(string_agg(i::text, '|' ORDER BY i.integration_id)) FROM vault.integration i"
                + " WHERE tenant_id = '" + admin.tenant() + "'");
    }
}
