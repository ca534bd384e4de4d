package dev.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.testkit.postgres.EmbeddedPostgres;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a policy says holds beyond the verdict: rows of an answer, tokens in place of parameters,
/// changes while calls
/// run, and what is recorded where it only observes.
class PolicyIT {

    static Installation installation;
    static Rows rows;
    static CustomerDatabase shop;
    static TestTenant tenant;
    static TestKey key;

    private static final JsonObject EMAIL =
            new JsonObject("{\"columns\": {\"email\": {\"data_type\": \"email\"}, \"people.card\": \"card\"}}");

    @BeforeAll
    static void start() {
        installation = Installation.start(Map.of());
        rows = new Rows(installation);
        shop = CustomerDatabase.in(
                EmbeddedPostgres.shared(),
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL)",
                "CREATE TABLE people (id bigint PRIMARY KEY, email text, card text, note text)",
                "CREATE TABLE late (id bigint UNIQUE DEFERRABLE INITIALLY DEFERRED, email text)",
                "INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 50) n");
        tenant = installation.newTenant();
        key = tenant.newKey();
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    private static TestTenant.TestIntegration integration(UnaryOperator<JsonObject> change) {
        return tenant.newIntegration(shop.dsn(), change, "query", "execute", "transaction", "tokenize_and_insert");
    }

    private static UnaryOperator<JsonObject> policy(String document, int version) {
        return grant -> grant.put("policy", new JsonObject(document)).put("policy_version", version);
    }

    private static TestTenant.TestIntegration tokenizing() {
        return integration(grant -> grant.put("tokenization", EMAIL));
    }

    private static long tokens() {
        return rows.count("SELECT count(*) FROM proxy.token WHERE tenant_id = '" + tenant.id() + "'");
    }

    private static String token(String column, int id) {
        String token = shop.look("SELECT " + column + " FROM people WHERE id = " + id);
        assertThat(token).matches("tok_[0-9a-z]{26}");
        return token;
    }

    private static String kind(String token) {
        return rows.text("SELECT data_type || '/' || is_pending FROM proxy.token WHERE token_id = '" + token + "'");
    }

    @Test
    void an_answer_has_no_more_rows_than_integration_and_policy_both_permit() {
        var narrow = integration(policy("{\"max_rows\": 7}", 1));
        var narrower = integration(grant ->
                policy("{\"max_rows\": 7}", 1).apply(grant).put("limits", new JsonObject().put("max_rows", 3)));

        TestKey.Reply seven = key.query(narrow, "SELECT id FROM orders ORDER BY id");
        TestKey.Reply three = key.query(narrower, "SELECT id FROM orders ORDER BY id");
        TestKey.Reply returning = key.execute(narrow, "UPDATE orders SET note = note WHERE id > $1 RETURNING id", "0");

        assertThat(seven.rows()).hasSize(7);
        assertThat(seven.json().getBoolean("truncated")).isTrue();
        assertThat(three.rows()).hasSize(3);
        assertThat(returning.code()).isEqualTo("limit_exceeded");
    }

    @Test
    void a_tokenized_column_takes_nothing_but_a_bare_parameter() {
        var integration = tokenizing();
        long before = tokens();

        for (String sql : List.of(
                "INSERT INTO people (id, email) VALUES (900, 'eve@example.org')",
                "INSERT INTO people (id, email) VALUES (900, lower($1))",
                "INSERT INTO people VALUES (900, $1)",
                "INSERT INTO public.people (id, card) SELECT 900, note FROM orders LIMIT 1",
                "INSERT INTO people (id, email) VALUES (900, $1::text)",
                "UPDATE people SET email = $1 || '' WHERE id = 900",
                "WITH x AS (INSERT INTO people (id, email) VALUES (900, 'x') RETURNING id)"
                        + " UPDATE orders SET note = 'x' WHERE id IN (TABLE x)",
                "MERGE INTO people p USING orders o ON p.id = o.id AND o.id = 900"
                        + " WHEN NOT MATCHED THEN INSERT (id, email) VALUES (900, 'x')")) {
            TestKey.Reply reply = key.execute(integration, sql, "eve@example.org");

            assertThat(reply.code()).as(sql + reply.text()).isEqualTo("statement_blocked");
            assertThat(reply.details().getString("rule_code")).as(sql).isEqualTo("DML-008");
        }
        assertThat(shop.look("SELECT count(*) FROM people WHERE id = 900")).isEqualTo("0");
        assertThat(tokens()).isEqualTo(before);
    }

    @Test
    void a_bare_parameter_becomes_a_token_and_its_value_is_nowhere_in_clear() {
        var integration = tokenizing();

        TestKey.Reply reply = key.execute(
                integration,
                "INSERT INTO people (id, email, card, note) VALUES ($1, $2, $3, $4)",
                "1",
                "ada-canary@example.org",
                "4111111111111111",
                "plain note");

        assertThat(reply.json().getInteger("rows_affected")).as(reply.text()).isEqualTo(1);
        assertThat(kind(token("email", 1))).isEqualTo("email/false");
        assertThat(kind(token("card", 1))).isEqualTo("card/false");
        assertThat(shop.look("SELECT note FROM people WHERE id = 1")).isEqualTo("plain note");
        assertThat(rows.count("SELECT count(*) FROM proxy.token WHERE position('canary'::bytea in ciphertext) > 0"))
                .isZero();
        assertThat(rows.count("SELECT count(*) FROM audit.event WHERE position('canary'::bytea in canonical) > 0"))
                .isZero();
    }

    @Test
    void what_was_read_is_written_back_as_it_is_and_null_stays_null() {
        var integration = tokenizing();
        key.execute(integration, "INSERT INTO people (id, email) VALUES ($1, $2)", "2", "b@example.org");
        String token = token("email", 2);

        key.call(
                integration.id().value(),
                "execute",
                new JsonObject()
                        .put("sql", "UPDATE people SET email = $1, card = $2 WHERE id = 2")
                        .put("params", new JsonArray().add(token).addNull()));
        assertThat(token("email", 2)).isEqualTo(token);
        assertThat(shop.look("SELECT card IS NULL FROM people WHERE id = 2")).isEqualTo("t");
        String madeUp = "tok_" + "0".repeat(26);
        key.execute(integration, "UPDATE people SET email = $1 WHERE id = 2", madeUp);

        assertThat(token("email", 2)).isNotEqualTo(madeUp).isNotEqualTo(token);
    }

    @Test
    void another_tenants_token_is_only_text() {
        var integration = tokenizing();
        key.execute(integration, "INSERT INTO people (id, email) VALUES ($1, $2)", "3", "c@example.org");
        String token = token("email", 3);
        TestTenant other = installation.newTenant();
        TestKey stranger = other.newKey();
        var theirs = other.newIntegration(shop.dsn(), grant -> grant.put("tokenization", EMAIL), "execute");

        stranger.execute(theirs, "INSERT INTO people (id, email) VALUES ($1, $2)", "4", token);

        assertThat(token("email", 4)).isNotEqualTo(token);
    }

    @Test
    void a_transaction_keeps_rows_and_tokens_together_or_neither() {
        var integration = tokenizing();
        JsonObject insert = TestKey.statement("INSERT INTO people (id, email) VALUES ($1, $2)", "5", "d@example.org");
        JsonObject update = TestKey.statement("UPDATE people SET card = $2 WHERE id = $1", "5", "4000");

        TestKey.Reply good = key.call(
                integration.id().value(),
                "transaction",
                new JsonObject().put("statements", new JsonArray().add(insert).add(update)));
        assertThat(good.code()).as(good.text()).isEqualTo("ok");
        assertThat(kind(token("email", 5))).isEqualTo("email/false");
        assertThat(kind(token("card", 5))).isEqualTo("card/false");
        long before = tokens();
        TestKey.Reply bad = key.call(
                integration.id().value(),
                "transaction",
                new JsonObject().put("statements", new JsonArray().add(update).add(insert)));

        assertThat(bad.details().getString("sqlstate")).isEqualTo("23505");
        assertThat(tokens()).isEqualTo(before);
    }

    @Test
    void a_commit_that_the_database_refuses_leaves_no_token() {
        var integration = tokenizing();
        key.execute(integration, "INSERT INTO late (id, email) VALUES ($1, $2)", "1", "e@example.org");
        long before = tokens();

        TestKey.Reply reply =
                key.execute(integration, "INSERT INTO late (id, email) VALUES ($1, $2)", "1", "f@example.org");

        assertThat(reply.details().getString("sqlstate")).isEqualTo("23505");
        assertThat(shop.look("SELECT count(*) FROM late")).isEqualTo("1");
        assertThat(tokens()).isEqualTo(before);
    }

    @Test
    void one_parameter_cannot_be_two_kinds_of_data() {
        var integration = tokenizing();
        long before = tokens();

        TestKey.Reply reply = key.execute(integration, "INSERT INTO people (id, email, card) VALUES (6, $1, $1)", "x");

        assertThat(reply.code()).isEqualTo("tokenization_failed");
        assertThat(tokens()).isEqualTo(before);
        assertThat(shop.look("SELECT count(*) FROM people WHERE id = 6")).isEqualTo("0");
    }

    @Test
    void a_column_that_only_the_policy_tokenizes_is_tokenized_in_an_insert_of_records_too() {
        var integration = integration(policy("{\"tokenized\": {\"people\": [\"card\"]}}", 1));

        TestKey.Reply reply = key.call(
                integration.id().value(),
                "tokenize_and_insert",
                new JsonObject()
                        .put("table", "people")
                        .put("record", new JsonObject().put("id", 7).put("card", "4111")));

        assertThat(reply.json().getJsonObject("tokens").getString("card")).isEqualTo(token("card", 7));
        assertThat(kind(token("card", 7))).isEqualTo("text/false");
    }

    @Test
    void a_policy_that_observes_records_what_it_would_have_stopped() {
        var integration = integration(policy("{\"mode\": \"observe\", \"tables\": {\"allow\": [\"people\"]}}", 4));
        long observed = installation.house.guard.observed();

        TestKey.Reply reply = key.query(integration, "SELECT count(*) FROM orders");
        TestKey.Reply quiet = key.query(integration, "SELECT count(*) FROM people");

        assertThat(reply.code()).isEqualTo("ok");
        Decision loud = rows.event(event(reply)).decision();
        assertThat(loud.kind()).isEqualTo(Decision.Kind.ALLOWED);
        assertThat(loud.ruleCodes()).containsExactly("OBJ-001");
        assertThat(loud.policyVersion()).isEqualTo("4");
        assertThat(rows.event(event(quiet)).decision().ruleCodes()).isEmpty();
        assertThat(installation.house.guard.observed()).isEqualTo(observed + 1);
        assertThat(installation.house.observing()).isGreaterThanOrEqualTo(1);
    }

    private static String event(TestKey.Reply reply) {
        String body = reply.raw().body();
        int at = body.indexOf("aud_");
        return body.substring(at, at + 30);
    }

    @Test
    void a_change_reaches_calls_that_run_within_a_second_and_so_does_the_way_back() throws Exception {
        String open = "{\"tables\": {\"allow\": [\"orders\"]}}";
        String shut = "{\"tables\": {\"allow\": [\"people\"]}}";
        var integration = integration(policy(open, 1));
        record Seen(long started, long ended, String code) {}
        var seen = new ConcurrentLinkedQueue<Seen>();
        var running = new AtomicBoolean(true);
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.submit(() -> {
                    while (running.get()) {
                        long started = System.nanoTime();
                        TestKey.Reply reply = key.query(integration, "SELECT count(*) FROM orders");
                        seen.add(new Seen(started, System.nanoTime(), reply.code()));
                    }
                });
            }
            long second = Duration.ofSeconds(1).toNanos();
            Waiting.until("calls run", () -> seen.size() > 20);
            long changing = System.nanoTime();
            long changed = change(integration, shut, 2);
            Waiting.until("calls run on", () -> seen.stream().anyMatch(s -> s.started() > changed + 2 * second));
            long restoring = System.nanoTime();
            long restored = change(integration, open, 3);
            Waiting.until("calls run on", () -> seen.stream().anyMatch(s -> s.started() > restored + 2 * second));
            running.set(false);
            threads.shutdown();

            assertThat(seen.stream().filter(s -> s.ended() < changing).map(Seen::code))
                    .isNotEmpty()
                    .containsOnly("ok");
            assertThat(seen.stream()
                            .filter(s -> s.started() > changed + second && s.ended() < restoring)
                            .map(Seen::code))
                    .isNotEmpty()
                    .containsOnly("statement_blocked");
            assertThat(seen.stream()
                            .filter(s -> s.started() > restored + second)
                            .map(Seen::code))
                    .isNotEmpty()
                    .containsOnly("ok");
            assertThat(seen.stream().map(Seen::code)).containsOnly("ok", "statement_blocked");
        }
    }

    private static long change(TestTenant.TestIntegration integration, String document, int version) {
        integration.put(
                1,
                shop.dsn(),
                grant ->
                        policy(document, version).apply(grant.put("allowed_operations", new JsonArray().add("query"))));
        return System.nanoTime();
    }
}
