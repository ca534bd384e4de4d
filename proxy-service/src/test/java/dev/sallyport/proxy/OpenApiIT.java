package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The served document against the router, against the contract, and against what the routes take.
class OpenApiIT {

    private static final Set<String> CONTRACT = Set.of(
            "POST /api/v2/proxy/outbound",
            "POST /api/v1/proxy/query",
            "GET /api/v2/audit/logs",
            "GET /api/v2/audit/logs/{id}",
            "GET /api/v2/audit/logs/{id}/proof",
            "POST /api/v2/audit/export");

    private static final Map<String, Set<String>> MEMBERS = Map.of(
            "POST /api/v2/proxy/outbound",
            Set.of("integration_id", "operation", "payload"),
            "POST /api/v1/proxy/query",
            Set.of("query", "database_id", "dialect"));

    private static final Map<String, Set<String>> ANSWERS = Map.of(
            "POST /api/v2/proxy/outbound",
            Set.of("success", "version", "encrypted", "signature", "binding", "audit_event_id"),
            "POST /api/v1/proxy/query",
            Set.of("decision", "rule_code", "severity", "ast_node_path", "message", "suggestion", "statements"));

    private final Installation installation = SharedInstallation.get();
    private final JsonObject document = document();

    @Test
    void every_public_route_of_the_router_is_in_the_document_with_a_summary_and_no_other_is() {
        // Given
        Router router = Router.router(Vertx.vertx());
        new ProxyRoutes(installation.house).register(router);
        Set<String> routes = new TreeSet<>();
        router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.getPath().startsWith("/api/"))
                .forEach(route -> route.methods()
                        .forEach(method ->
                                routes.add(method.name() + " " + route.getPath().replaceAll(":([a-z_]+)", "{$1}"))));

        // Then
        assertThat(operations()).isEqualTo(routes).containsAll(CONTRACT);
        for (String name : routes) {
            assertThat(operation(name).getString("summary"))
                    .as("summary of " + name)
                    .isNotBlank();
            assertThat(operation(name).getJsonObject("responses").getJsonObject("default"))
                    .as("problem of " + name)
                    .isNotNull();
        }
    }

    @Test
    void bodies_and_answers_have_the_members_of_the_contract() {
        MEMBERS.forEach((name, members) -> assertThat(schema(operation(name).getJsonObject("requestBody")))
                .as(name)
                .isEqualTo(members));
        ANSWERS.forEach((name, members) -> assertThat(
                        schema(operation(name).getJsonObject("responses").getJsonObject("200")))
                .as(name)
                .isEqualTo(members));
    }

    @Test
    void an_envelope_has_exactly_the_members_of_the_document() {
        TestTenant tenant = installation.newTenant();
        TestKey key = tenant.newKey();
        TestTenant.TestIntegration integration =
                tenant.newIntegration(SharedInstallation.newShop().dsn(), "query");

        TestKey.Reply reply = key.query(integration, "SELECT 1");

        assertThat(new JsonObject(reply.raw().body()).fieldNames())
                .isEqualTo(ANSWERS.get("POST /api/v2/proxy/outbound"));
    }

    @Test
    void the_document_says_nothing_of_internal_routes() {
        assertThat(document.encode()).doesNotContain("/internal/");
    }

    @Test
    void both_addresses_give_the_same_document() throws Exception {
        assertThat(get("/openapi.json")).isEqualTo(get("/q/openapi"));
    }

    private Set<String> operations() {
        Set<String> names = new TreeSet<>();
        JsonObject paths = document.getJsonObject("paths");
        paths.fieldNames()
                .forEach(path -> paths.getJsonObject(path)
                        .fieldNames()
                        .forEach(method -> names.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return names;
    }

    private JsonObject operation(String name) {
        String[] parts = name.split(" ", 2);
        return document.getJsonObject("paths").getJsonObject(parts[1]).getJsonObject(parts[0].toLowerCase(Locale.ROOT));
    }

    private static Set<String> schema(JsonObject holder) {
        return holder.getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema")
                .getJsonObject("properties")
                .fieldNames();
    }

    private JsonObject document() {
        try {
            return new JsonObject(get("/openapi.json"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(installation.outbound().resolve(path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
