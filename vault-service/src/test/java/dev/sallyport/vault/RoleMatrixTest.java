package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.caller.Role;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.vault.people.People;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every role and every single scope against every route: what is not granted is refused.
@QuarkusTest
@WithTestResource(VaultStack.class)
@SuppressWarnings("NullAway.Init")
class RoleMatrixTest {
    private static final String NONE = "cred_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String NO_INTEGRATION = "int_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String NO_POLICY = "pol_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String NO_AUTHORITY = "ca_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String NO_PERSON = "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    private static final String NO_KEY = "key_01ARZ3NDEKTSV4RRFFQ6";

    private record Route(String method, String path, Scope scope) {}

    private static final List<Route> ROUTES = List.of(
            new Route("POST", "/api/v2/tenants", Scope.ADMIN_TENANTS),
            new Route("GET", "/api/v2/tenants", Scope.ADMIN_TENANTS),
            new Route("POST", "/api/v2/vault/seal", Scope.VAULT_WRITE),
            new Route("POST", "/api/v2/vault/rotate/" + NONE, Scope.VAULT_WRITE),
            new Route("GET", "/api/v2/vault/credentials", Scope.VAULT_READ),
            new Route("GET", "/api/v2/vault/list", Scope.VAULT_READ),
            new Route("GET", "/api/v2/vault/entries", Scope.VAULT_READ),
            new Route("GET", "/api/v2/vault/credentials/" + NONE, Scope.VAULT_READ),
            new Route("DELETE", "/api/v2/vault/credentials/" + NONE, Scope.VAULT_WRITE),
            new Route("DELETE", "/api/v2/vault/entries/" + NONE, Scope.VAULT_WRITE),
            new Route("POST", "/api/v2/certificate-authorities", Scope.VAULT_WRITE),
            new Route("GET", "/api/v2/certificate-authorities", Scope.VAULT_READ),
            new Route("GET", "/api/v2/certificate-authorities/" + NO_AUTHORITY, Scope.VAULT_READ),
            new Route("DELETE", "/api/v2/certificate-authorities/" + NO_AUTHORITY, Scope.VAULT_WRITE),
            new Route("POST", "/api/v2/integrations", Scope.INTEGRATIONS_WRITE),
            new Route("GET", "/api/v2/integrations", Scope.INTEGRATIONS_READ),
            new Route("GET", "/api/v2/proxy/integrations", Scope.INTEGRATIONS_READ),
            new Route("GET", "/api/v2/integrations/" + NO_INTEGRATION, Scope.INTEGRATIONS_READ),
            new Route("PATCH", "/api/v2/integrations/" + NO_INTEGRATION, Scope.INTEGRATIONS_WRITE),
            new Route("DELETE", "/api/v2/integrations/" + NO_INTEGRATION, Scope.INTEGRATIONS_WRITE),
            new Route("POST", "/api/v2/integrations/" + NO_INTEGRATION + "/test", Scope.INTEGRATIONS_WRITE),
            new Route("POST", "/api/v2/policies", Scope.POLICIES_WRITE),
            new Route("GET", "/api/v2/policies", Scope.POLICIES_READ),
            new Route("GET", "/api/v2/policies/" + NO_POLICY, Scope.POLICIES_READ),
            new Route("GET", "/api/v2/policies/" + NO_POLICY + "/versions/1", Scope.POLICIES_READ),
            new Route("PATCH", "/api/v2/policies/" + NO_POLICY, Scope.POLICIES_WRITE),
            new Route("PUT", "/api/v2/policies/" + NO_POLICY, Scope.POLICIES_WRITE),
            new Route("DELETE", "/api/v2/policies/" + NO_POLICY, Scope.POLICIES_WRITE),
            new Route("POST", "/api/v2/policies/" + NO_POLICY + "/replay", Scope.POLICIES_READ),
            new Route("POST", "/api/v2/security/api-keys", Scope.KEYS_WRITE),
            new Route("GET", "/api/v2/security/api-keys", Scope.KEYS_READ),
            new Route("DELETE", "/api/v2/security/api-keys/" + NO_KEY, Scope.KEYS_WRITE),
            new Route("POST", "/api/v2/security/api-keys/" + NO_KEY + "/rotate", Scope.KEYS_WRITE),
            new Route("POST", "/api/v2/security/integrations/" + NO_INTEGRATION + "/revoke", Scope.SECURITY_WRITE));

    /// For people alone: a key may do none of it, whatever its scopes.
    private static final List<Route> FOR_PEOPLE = List.of(
            new Route("POST", "/api/v2/security/people", Scope.SECURITY_WRITE),
            new Route("GET", "/api/v2/security/people", Scope.SECURITY_WRITE),
            new Route("GET", "/api/v2/security/people/" + NO_PERSON, Scope.SECURITY_WRITE),
            new Route("PATCH", "/api/v2/security/people/" + NO_PERSON, Scope.SECURITY_WRITE),
            new Route("DELETE", "/api/v2/security/people/" + NO_PERSON, Scope.SECURITY_WRITE),
            new Route("POST", "/api/v2/security/people/" + NO_PERSON + "/password", Scope.SECURITY_WRITE));

    @Inject
    People people;

    @Test
    void a_role_reaches_exactly_the_routes_of_its_scopes() throws Throwable {
        var tenant = Vault.inNewTenant().tenant();
        for (var entry : peopleOf(tenant).entrySet()) {
            for (Route route : all()) {
                assertReach(
                        "role " + entry.getKey(),
                        entry.getValue(),
                        route,
                        entry.getKey().scopes().contains(route.scope()));
            }
        }
        assertNothingWasMade(tenant);
    }

    @Test
    void a_key_with_one_scope_reaches_exactly_its_routes() {
        var admin = Vault.inNewTenant();
        for (Scope scope : Scope.values()) {
            if (scope == Scope.ADMIN_TENANTS) {
                continue;
            }
            var key = admin.newKey(scope.text());
            for (Route route : ROUTES) {
                assertReach("scope " + scope, key, route, route.scope() == scope);
            }
            for (Route route : FOR_PEOPLE) {
                assertReach("scope " + scope, key, route, false);
            }
        }
        assertNothingWasMade(admin.tenant());
    }

    @Test
    void ids_of_another_tenant_read_like_ids_that_do_not_exist() {
        var owner = Vault.inNewTenant();
        var stranger = Vault.inNewTenant();
        var credential = owner.post(
                        "/api/v2/vault/seal",
                        "{\"name\":\"x\",\"credential_type\":\"database_dsn\",\"values\":{\"dsn\":"
                                + "\"postgresql://u:p@localhost:1/shop\"}}")
                .expect(201)
                .data()
                .path("credential_id")
                .asText();
        var integration = owner.integrate(credential);
        var key = owner.issueKey(_ -> {}, "vault:read").data().path("key_id").asText();
        var real = Map.of(NONE, credential, NO_INTEGRATION, integration, NO_KEY, key);
        for (Route route : ROUTES) {
            for (var id : real.entrySet()) {
                if (!route.path().contains(id.getKey())) {
                    continue;
                }
                var body = bodyFor(route);
                var missing = stranger.call(route.method(), route.path(), body);
                var foreign = stranger.call(route.method(), route.path().replace(id.getKey(), id.getValue()), body);

                assertThat(foreign.status())
                        .as("%s %s", route.method(), route.path())
                        .isEqualTo(404)
                        .isEqualTo(missing.status());
                assertThat(foreign.json().path("detail"))
                        .isEqualTo(missing.json().path("detail"));
                assertThat(foreign.code()).isEqualTo(missing.code());
            }
        }
        stranger.post("/api/v2/integrations", Vault.integrationBody(credential)).expect(404, "not_found");
        assertThat(owner.get("/api/v2/vault/credentials/" + credential).status())
                .isEqualTo(200);
        assertThat(owner.get("/api/v2/integrations/" + integration)
                        .data()
                        .path("state")
                        .asText())
                .isEqualTo("active");
    }

    @Test
    void nobody_reaches_anything() {
        for (Route route : all()) {
            Vault.anonymous().call(route.method(), route.path(), bodyFor(route)).expect(401, "unauthenticated");
        }
    }

    private static List<Route> all() {
        return Stream.concat(ROUTES.stream(), FOR_PEOPLE.stream()).toList();
    }

    private static void assertReach(String who, Vault caller, Route route, boolean granted) {
        var reply = caller.call(route.method(), route.path(), bodyFor(route));
        if (granted) {
            assertThat(reply.status())
                    .as("%s %s %s", who, route.method(), route.path())
                    .isIn(200, 400, 404);
        } else {
            assertThat(reply.code())
                    .as("%s %s %s", who, route.method(), route.path())
                    .isEqualTo("scope_missing");
            assertThat(reply.status()).isEqualTo(403);
        }
    }

    private static @Nullable String bodyFor(Route route) {
        var withValues = route.path().contains("/rotate/") && route.path().contains("/vault/");
        return switch (route.method()) {
            case "POST" ->
                route.path().endsWith("/replay")
                        ? "{\"days\":1}"
                        : withValues ? "{\"values\":{\"dsn\":\"postgresql://u:p@localhost:1/shop\"}}" : "{}";
            case "PATCH", "PUT" -> "{\"name\":\"y\"}";
            default -> null;
        };
    }

    private static void assertNothingWasMade(String tenant) {
        for (String table : Set.of("credential", "integration", "policy", "certificate_authority")) {
            assertThat(Vault.count("SELECT count(*) FROM vault." + table + " WHERE tenant_id = '" + tenant + "'"))
                    .isZero();
        }
    }

    private Map<Role, Vault> peopleOf(String tenant) throws Throwable {
        var all = new EnumMap<Role, Vault>(Role.class);
        for (Role role : Role.values()) {
            var email = role.text() + "-" + UUID.randomUUID() + "@sallyport.test";
            VertxContextSupport.subscribeAndAwait(() -> people.create(
                    Optional.of(TenantId.of(tenant)),
                    email,
                    Secret.copyOf("a-long-password".getBytes(StandardCharsets.UTF_8)),
                    role,
                    false));
            var token = Vault.anonymous()
                    .post("/api/v2/auth/login", "{\"email\":\"" + email + "\",\"password\":\"a-long-password\"}")
                    .expect(200)
                    .data()
                    .path("access_token")
                    .asText();
            all.put(role, Vault.bearer(token));
        }
        return all;
    }
}
