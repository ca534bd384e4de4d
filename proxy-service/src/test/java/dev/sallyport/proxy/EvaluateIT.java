package dev.sallyport.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Texts are judged and never run.
class EvaluateIT {

    static Installation installation;
    static CustomerDatabase shop;
    static TestKey key;
    static TestKey otherScope;
    static TestTenant.TestIntegration integration;

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of());
        shop = CustomerDatabase.in(EmbeddedPostgres.shared(), "CREATE TABLE orders (id bigint PRIMARY KEY)");
        TestTenant tenant = installation.newTenant();
        key = tenant.newKey(grant -> grant.put("scopes", new JsonArray().add("evaluate")));
        otherScope = tenant.newKey();
        integration = tenant.newIntegration(
                shop.dsn(),
                grant -> grant.put("policy", new JsonObject("{\"tables\": {\"allow\": [\"orders\"]}}"))
                        .put("policy_version", 1),
                "query");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    private static HttpResponse<String> post(TestKey by, String type, String accept, String query, String body) {
        String text = by.text().reveal(bytes -> new String(bytes, UTF_8));
        return installation.send(HttpRequest.newBuilder(installation.outbound().resolve("/api/v1/proxy/query" + query))
                .header("X-API-Key", text)
                .header("Content-Type", type)
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static JsonObject json(String query) {
        String body = new JsonObject()
                .put("query", query)
                .put("database_id", integration.id().value())
                .put("dialect", "postgres")
                .encode();
        HttpResponse<String> response = post(key, "application/json", "application/json", "", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    @Test
    void a_migration_is_judged_statement_by_statement() {
        JsonObject answer = json("CREATE TABLE parcels (id bigint PRIMARY KEY);\nDROP TABLE orders;");

        assertThat(answer.getString("decision")).isEqualTo("BLOCKED");
        assertThat(answer.getString("rule_code")).isEqualTo("DDL-001");
        assertThat(answer.getString("ast_node_path")).isEqualTo("/stmts/1/stmt/DropStmt");
        assertThat(answer.getJsonArray("statements")).hasSize(2);
        assertThat(answer.getString("audit_event_id")).startsWith("aud_");
        assertThat(shop.look("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void the_integrations_policy_counts() {
        assertThat(json("SELECT id FROM orders LIMIT 1").getString("decision")).isEqualTo("ALLOWED");
        assertThat(json("SELECT id FROM users LIMIT 1").getString("rule_code")).isEqualTo("OBJ-001");
    }

    @Test
    void plain_text_and_an_upload_need_no_escaping() {
        String query = "?database_id=" + integration.id().value();
        HttpResponse<String> text =
                post(key, "text/plain; charset=utf-8", "application/json", query, "DELETE FROM orders");
        HttpResponse<String> upload = post(
                key,
                "multipart/form-data; boundary=x",
                "application/json",
                query,
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"1.sql\"\r\n"
                        + "Content-Type: application/sql\r\n\r\nDELETE FROM orders\r\n--x--\r\n");

        assertThat(new JsonObject(text.body()).getString("rule_code")).isEqualTo("DML-002");
        assertThat(new JsonObject(upload.body()).getString("rule_code")).isEqualTo("DML-002");
    }

    @Test
    void sarif_comes_by_accept() {
        HttpResponse<String> response = post(key, "text/plain", "application/sarif+json", "", "SELECT pg_sleep(1)");

        assertThat(response.headers().firstValue("Content-Type")).contains("application/sarif+json");
        assertThat(new JsonObject(response.body()).getString("version")).isEqualTo("2.1.0");
    }

    @Test
    void what_is_not_permitted_is_refused_plainly() {
        String other = "{\"query\": \"SELECT 1\", \"database_id\": \"int_01ARZ3NDEKTSV4RRFFQ69G5FAV\"}";

        assertThat(post(otherScope, "text/plain", "*/*", "", "SELECT 1").statusCode())
                .isEqualTo(403);
        assertThat(post(key, "application/json", "*/*", "", other).statusCode()).isEqualTo(404);
        assertThat(post(key, "application/json", "*/*", "", "{\"query\": 1}").statusCode())
                .isEqualTo(400);
        assertThat(post(key, "application/xml", "*/*", "", "<a/>").statusCode()).isEqualTo(415);
        assertThat(post(key, "application/json", "*/*", "", "{\"query\": \"SELECT 1\", \"dialect\": \"mysql\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void allowed_and_refused_evaluations_have_events_that_say_why() {
        var rows = new Rows(installation);
        JsonObject blocked = json("SELECT id FROM users LIMIT 1");
        JsonObject unknown = new JsonObject(post(
                        key,
                        "application/json",
                        "*/*",
                        "",
                        "{\"query\": \"SELECT 1\", \"database_id\": \"int_01ARZ3NDEKTSV4RRFFQ69G5FAV\"}")
                .body());
        JsonObject scope = new JsonObject(
                post(otherScope, "text/plain", "*/*", "", "SELECT 1").body());

        Decision decision = rows.event(blocked.getString("audit_event_id")).decision();

        assertThat(decision.kind()).isEqualTo(Decision.Kind.BLOCKED);
        assertThat(decision.ruleCodes()).contains("OBJ-001");
        assertThat(decision.policyVersion()).isEqualTo("1");
        assertThat(rows.event(unknown.getJsonObject("meta").getString("audit_event_id"))
                        .decision()
                        .ruleCodes())
                .containsExactly("integration_not_found");
        assertThat(rows.event(scope.getJsonObject("meta").getString("audit_event_id"))
                        .decision()
                        .ruleCodes())
                .containsExactly("scope_missing");
        assertThat(rows.count("SELECT count(*) FROM audit.event WHERE operation = 'evaluate' AND integration_id ="
                        + " 'int_01ARZ3NDEKTSV4RRFFQ69G5FAV'"))
                .isZero();
    }
}
