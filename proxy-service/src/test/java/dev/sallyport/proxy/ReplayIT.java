package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What was decided is recorded without texts, and judged again under another policy.
class ReplayIT {

    static Installation installation;
    static Rows rows;
    static CustomerDatabase shop;

    TestTenant tenant;
    TestKey key;

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of("sallyport.decisions.most-per-day", "30"));
        rows = new Rows(installation);
        shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text)",
                "CREATE TABLE users (id bigint PRIMARY KEY, email text)");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @BeforeEach
    void newTenant() {
        tenant = installation.newTenant();
        key = tenant.newKey();
    }

    private TestTenant.TestIntegration integration(UnaryOperator<JsonObject> change) {
        return tenant.newIntegration(shop.dsn(), change, "query", "execute");
    }

    private static UnaryOperator<JsonObject> policy(String document) {
        return grant -> grant.put("policy", new JsonObject(document)).put("policy_version", 1);
    }

    private JsonObject replay(String policy, IntegrationId... integrations) {
        var answer = installation.internal("/internal/v1/replay", question(policy, integrations));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private JsonObject question(String policy, IntegrationId... integrations) {
        var ids = new JsonArray();
        for (IntegrationId id : integrations) {
            ids.add(id.value());
        }
        return new JsonObject()
                .put("tenant_id", tenant.id().value())
                .put("integration_ids", ids)
                .put("days", 7)
                .put("policy_version", 2)
                .put("policy", new JsonObject(policy));
    }

    private static List<JsonObject> changes(JsonObject replay) {
        return replay.getJsonArray("changes").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void statements_are_counted_by_what_they_do_and_not_kept() {
        var integration = integration(policy("{}"));
        for (int i = 0; i < 3; i++) {
            key.query(integration, "SELECT id, 'canary-r" + i + "' FROM orders WHERE note = 'canary-n" + i + "'");
        }
        key.query(integration, "SELECT id FROM orders WHERE id = $1", "31337");

        JsonObject replay = replay("{}", integration.id());

        assertThat(replay.getInteger("statements")).isEqualTo(2);
        assertThat(replay.getInteger("calls")).isEqualTo(4);
        assertThat(replay.getInteger("unchanged")).isEqualTo(2);
        assertThat(changes(replay)).isEmpty();
        String mine = " FROM proxy.statement_facts f WHERE integration_id = '" + integration.id() + "'";
        assertThat(rows.count("SELECT sum(seen)" + mine)).isEqualTo(4);
        assertThat(rows.count("SELECT count(*)" + mine + " AND (f::text LIKE '%canary%' OR f::text LIKE '%31337%'"
                        + " OR f::text ILIKE '%select id%' OR text_key_id IS NOT NULL)"))
                .isZero();
    }

    @Test
    void a_replay_says_what_would_be_stopped_and_what_would_pass() {
        var integration = integration(policy("{\"tables\": {\"allow\": [\"orders\"]}}"));
        key.query(integration, "SELECT count(*) FROM orders");
        key.query(integration, "SELECT count(*) FROM orders");
        key.query(integration, "SELECT count(*) FROM users");
        key.execute(integration, "DELETE FROM orders");
        key.query(integration, "SELECT pg_sleep(1) FROM orders");

        JsonObject replay = replay(
                "{\"tables\": {\"allow\": [\"users\"]}, \"rules\": {\"OBJ-001\": \"needs_approval\"}}",
                integration.id());

        assertThat(replay.getInteger("statements")).isEqualTo(4);
        assertThat(replay.getInteger("changed")).isEqualTo(2);
        assertThat(replay.getInteger("unknown")).isZero();
        assertThat(replay.getBoolean("complete")).isTrue();
        JsonObject stopped = changes(replay).getFirst();
        assertThat(stopped.getInteger("calls")).isEqualTo(2);
        assertThat(stopped.getString("operation")).isEqualTo("query");
        assertThat(stopped.getString("risk_class")).isEqualTo("read");
        assertThat(stopped.getJsonArray("relations").getList()).isEqualTo(List.of("orders"));
        assertThat(stopped.getJsonObject("before").getString("decision")).isEqualTo("ALLOWED");
        assertThat(stopped.getJsonObject("after").getString("decision")).isEqualTo("NEEDS_APPROVAL");
        assertThat(stopped.getJsonObject("after").getJsonArray("rule_codes").getList())
                .isEqualTo(List.of("OBJ-001"));
        JsonObject passes = changes(replay).getLast();
        assertThat(passes.getJsonArray("relations").getList()).isEqualTo(List.of("users"));
        assertThat(passes.getJsonObject("before").getString("decision")).isEqualTo("BLOCKED");
        assertThat(passes.getJsonObject("before").getJsonArray("rule_codes").getList())
                .isEqualTo(List.of("OBJ-001"));
        assertThat(passes.getJsonObject("after").getString("decision")).isEqualTo("ALLOWED");
    }

    @Test
    void tokenized_columns_of_the_integration_count_in_a_replay() {
        var integration = integration(grant -> policy("{\"rules\": {\"DML-008\": \"off\"}}")
                .apply(grant)
                .put("tokenization", new JsonObject().put("email", "email")));
        key.execute(integration, "INSERT INTO users (id, email) VALUES (1, 'plain')");

        JsonObject replay = replay("{}", integration.id());

        assertThat(changes(replay)
                        .getFirst()
                        .getJsonObject("after")
                        .getJsonArray("rule_codes")
                        .getList())
                .isEqualTo(List.of("DML-008"));
    }

    /// More names than facts hold.
    private static String wide() {
        return "SELECT "
                + IntStream.range(0, 2_100).mapToObj(i -> "c" + i).collect(Collectors.joining(","))
                + " FROM orders WHERE note = 'canary-wide'";
    }

    @Test
    void what_facts_cannot_tell_is_unknown_unless_the_integration_lets_its_text_be_kept() {
        var closed = integration(policy("{}"));
        var open = integration(grant -> policy("{}").apply(grant).put("sql_text_opt_in", true));
        key.query(closed, wide());
        key.query(open, wide());

        JsonObject without = replay("{}", closed.id());
        JsonObject with = replay("{\"tables\": {\"allow\": [\"users\"]}}", open.id());

        assertThat(without.getInteger("unknown")).isEqualTo(1);
        assertThat(changes(without).getFirst().getJsonObject("after").getString("decision"))
                .isEqualTo("UNKNOWN");
        assertThat(changes(with).getFirst().getJsonObject("after").getString("decision"))
                .isEqualTo("BLOCKED");
        String text = " FROM proxy.statement_facts WHERE text_key_id IS NOT NULL AND integration_id = '";
        assertThat(rows.count("SELECT count(*)" + text + closed.id() + "'")).isZero();
        assertThat(rows.count("SELECT count(*)" + text + open.id() + "'")).isEqualTo(1);
        assertThat(rows.count("SELECT count(*)" + text + open.id()
                        + "' AND position('canary'::bytea in text_ciphertext) > 0"))
                .isZero();
        JsonObject fromText = replay("{}", open.id());
        assertThat(fromText.getInteger("unchanged")).isEqualTo(1);
    }

    @Test
    void a_text_opens_for_its_own_integration_alone_and_goes_when_the_integration_opts_out() {
        UnaryOperator<JsonObject> optIn = grant -> policy("{}").apply(grant).put("sql_text_opt_in", true);
        var one = integration(optIn);
        var two = integration(optIn);
        key.query(one, wide());
        key.query(two, wide());
        replay("{}", one.id(), two.id());
        installation.postgres.run(
                installation.proxyDatabase,
                "UPDATE proxy.statement_facts a SET text_nonce = b.text_nonce, text_ciphertext = b.text_ciphertext"
                        + " FROM proxy.statement_facts b WHERE a.integration_id = '" + one.id()
                        + "' AND b.integration_id = '" + two.id() + "'");

        assertThat(replay("{}", one.id()).getInteger("unknown")).isEqualTo(1);
        assertThat(replay("{}", two.id()).getInteger("unknown")).isZero();
        two.put(
                1,
                shop.dsn(),
                grant -> policy("{}").apply(grant.put("allowed_operations", new JsonArray().add("query"))));
        Waiting.until("the grant without opting in counts", () -> {
            key.query(two, "SELECT 1");
            replay("{}", two.id());
            return rows.count("SELECT count(*) FROM proxy.statement_facts WHERE text_key_id IS NOT NULL"
                            + " AND integration_id = '" + two.id() + "'")
                    == 0;
        });
    }

    @Test
    void a_day_of_one_integration_is_bounded_and_calls_go_on() {
        var integration = integration(policy("{}"));
        for (int i = 0; i < 45; i++) {
            assertThat(key.query(integration, "SELECT id AS a" + i + " FROM orders")
                            .code())
                    .isEqualTo("ok");
        }
        assertThat(key.query(integration, "SELECT id AS a0 FROM orders").code()).isEqualTo("ok");

        assertThat(replay("{}", integration.id()).getInteger("statements")).isEqualTo(30);
    }

    @Test
    void nothing_is_told_to_another_tenant_or_to_who_is_not_the_vault() {
        var integration = integration(policy("{}"));
        key.query(integration, "SELECT count(*) FROM orders");
        JsonObject question = question("{}", integration.id());

        var stranger = installation.internal(
                "/internal/v1/replay",
                question.copy().put("tenant_id", installation.newTenant().id().value()));
        var noVault = installation.internal("/internal/v1/replay", question, "not-a-token");

        assertThat(new JsonObject(stranger.body()).getInteger("statements")).isZero();
        assertThat(noVault.statusCode()).isEqualTo(404);
        for (JsonObject bad : List.of(
                question.copy().put("days", 0),
                question.copy().put("days", 91),
                question.copy().put("integration_ids", "all"),
                question.copy().put("integration_ids", new JsonArray().add("ten_1")))) {
            assertThat(installation.internal("/internal/v1/replay", bad).statusCode())
                    .isEqualTo(400);
        }
        assertThat(installation
                        .internal("/internal/v1/replay", question.copy().put("policy", new JsonObject("{\"mode\":1}")))
                        .statusCode())
                .isEqualTo(422);
    }
}
