package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every statement is judged under its integration's policy before anything of the customer's is touched.
class GuardIT {

    static Installation installation;
    static CustomerDatabase shop;
    static TestTenant tenant;
    static TestKey key;

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of());
        shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL)",
                "CREATE TABLE secrets (id bigint PRIMARY KEY)",
                "INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 50) n");
        tenant = installation.newTenant();
        key = tenant.newKey();
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    private static TestTenant.TestIntegration under(String policy) {
        return tenant.newIntegration(
                shop.dsn(),
                grant -> grant.put("policy", new JsonObject(policy)).put("policy_version", 3),
                "query",
                "execute");
    }

    private static String orders() {
        return shop.look("SELECT count(*) FROM orders");
    }

    @Test
    void a_hidden_delete_is_refused_with_its_rule_and_place_and_deletes_nothing() {
        TestKey.Reply reply = key.query(under("{}"), "WITH x AS (DELETE FROM orders RETURNING id) SELECT pg_sleep(9)");

        assertThat(reply.code()).as(reply.text()).isEqualTo("statement_blocked");
        assertThat(reply.details().getString("rule_code")).isEqualTo("READ-001");
        assertThat(reply.details().getString("ast_node_path"))
                .isEqualTo("/stmts/0/stmt/SelectStmt/withClause/ctes/0/CommonTableExpr/ctequery/DeleteStmt");
        assertThat(reply.details().getJsonArray("hits").stream().map(hit -> ((JsonObject) hit).getString("rule_code")))
                .contains("READ-001", "DML-002", "FUNC-007");
        assertThat(orders()).isEqualTo("50");
    }

    @Test
    void a_policy_restricts_tables_whatever_way_they_are_written() {
        var integration = under("{\"tables\": {\"allow\": [\"orders\"]}}");

        assertThat(key.query(integration, "SELECT count(*) FROM orders").json().getJsonArray("rows"))
                .isNotNull();
        TestKey.Reply reply = key.query(integration, "SELECT 1 WHERE EXISTS (TABLE public.secrets)");

        assertThat(reply.code()).isEqualTo("statement_blocked");
        assertThat(reply.details().getString("rule_code")).isEqualTo("OBJ-001");
        assertThat(reply.details().getInteger("policy_version")).isEqualTo(3);
    }

    @Test
    void a_rule_may_ask_for_an_approval_instead() {
        var integration = under("{\"rules\": {\"DML-002\": \"needs_approval\"}}");

        TestKey.Reply reply = key.execute(integration, "DELETE FROM orders");

        assertThat(reply.code()).isEqualTo("needs_approval");
        assertThat(orders()).isEqualTo("50");
    }

    @Test
    void a_policy_that_observes_stops_nothing() {
        var integration = under("{\"mode\": \"observe\"}");

        TestKey.Reply reply = key.execute(integration, "DELETE FROM secrets");

        assertThat(reply.json().getInteger("rows_affected")).as(reply.text()).isZero();
    }

    @Test
    void a_policy_that_does_not_compile_lets_nothing_through() {
        TestKey.Reply reply = key.query(under("{\"operations\": [\"selekt\"]}"), "SELECT 1");

        assertThat(reply.code()).isEqualTo("policy_invalid");
        assertThat(reply.details().getString("pointer")).isEqualTo("/operations/0");
    }
}
