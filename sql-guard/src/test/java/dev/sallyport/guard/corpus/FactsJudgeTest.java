package dev.sallyport.guard.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.policy.PolicyRefusedException;
import dev.sallyport.guard.replay.FactsJson;
import dev.sallyport.guard.replay.FactsJudge;
import dev.sallyport.guard.replay.Judgement;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is judged from recorded facts is what the text gets: over the whole corpus, under policies
/// that move every rule.
class FactsJudgeTest {

    private static final List<String> POLICIES = List.of(
            "{}",
            "{\"mode\": \"observe\", \"operations\": [\"select\"]}",
            "{\"operations\": [\"insert\", \"update\"], \"parameters\": \"required\"}",
            "{\"tables\": {\"allow\": [\"orders\", \"users\"]}}",
            "{\"tables\": {\"allow\": [\"*\", \"pg_catalog.*\", \"information_schema.*\"], \"deny\": [\"orders\"]}}",
            "{\"default_schema\": \"app\", \"tables\": {\"allow\": [\"public.*\"]}}",
            "{\"columns\": {\"users\": {\"mask\": [\"email\", \"id\"]}, \"orders\": {\"allow\": [\"id\", \"total\"]}}}",
            "{\"columns\": {\"t\": {\"mask\": [\"a\"]}, \"x\": {\"allow\": [\"id\"]}, \"u\": {\"mask\": [\"name\"]}}}",
            "{\"columns\": {\"orders\": {\"mask\": [\"customer_id\", \"status\"]}, \"products\": {\"allow\": []}}}",
            "{\"tokenized\": {\"users\": [\"email\", \"name\"], \"orders\": [\"status\", \"total\", \"note\"]}}",
            "{\"functions\": {\"add\": [\"pg_sleep\", \"dblink\", \"f\", \"similarity\"],"
                    + " \"remove\": [\"count\", \"lower\", \"now\"]}}",
            "{\"types\": {\"add\": [\"order_status\"]}, \"operators\": {\"add\": [\"<=>\"]}}",
            rules("off"),
            rules("allowed"),
            rules("needs_approval"),
            rules("blocked"));

    private record Case(Purpose purpose, String sql) {}

    private static String rules(String setting) {
        var text = new StringBuilder("{\"rules\": {");
        for (Rule rule : Rule.values()) {
            if (rule.adjustable()) {
                text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
                        .append('"')
                        .append(rule.code())
                        .append("\": \"")
                        .append(setting)
                        .append('"');
            }
        }
        return text.append("}}").toString();
    }

    private static List<Case> corpus() {
        var cases = new ArrayList<Case>();
        Corpus.attacks().forEach(attack -> cases.add(new Case(attack.purpose(), attack.sql())));
        Corpus.benign().forEach(honest -> cases.add(new Case(honest.purpose(), honest.sql())));
        COLUMNS.forEach(sql -> cases.add(new Case(Purpose.QUERY, sql)));
        WRITES.forEach(sql -> cases.add(new Case(Purpose.EXECUTE, sql)));
        return cases;
    }

    /// Every way in which a column can be named.
    private static final List<String> COLUMNS = List.of(
            "SELECT * FROM users",
            "SELECT u FROM users u",
            "SELECT users FROM users",
            "SELECT (u).email FROM users u",
            "SELECT u.* FROM users u, orders",
            "SELECT o.* FROM users u, orders o",
            "SELECT email FROM orders",
            "SELECT email FROM orders, users",
            "SELECT id AS email FROM products ORDER BY email",
            "SELECT id AS email FROM users ORDER BY email",
            "SELECT id AS a FROM t ORDER BY a, b",
            "SELECT s.email FROM (SELECT id AS email FROM users) s",
            "SELECT s FROM (SELECT total FROM orders) s",
            "WITH users AS (SELECT 1 AS email) SELECT email, users.email FROM users",
            "WITH w AS (SELECT * FROM users) SELECT w.* FROM w",
            "WITH t AS (SELECT 1 AS a) SELECT t.a FROM t",
            "SELECT 1 FROM users NATURAL JOIN orders",
            "SELECT 1 FROM users JOIN orders USING (id)",
            "SELECT 1 FROM users JOIN orders USING (status)",
            "SELECT 1 FROM t JOIN x USING (t)",
            "SELECT 1 FROM users AS u (a, b)",
            "SELECT 1 FROM (users JOIN orders ON true) AS j (a, b)",
            "SELECT EXISTS (SELECT * FROM users)",
            "SELECT 1 WHERE 1 IN (TABLE users)",
            "SELECT count(*) FROM orders GROUP BY status HAVING max(customer_id) > 1",
            "SELECT * FROM generate_series(1, 2) g, orders",
            "SELECT \"a.b\", \"public.users\".id FROM \"public.users\"",
            "SELECT public.users.email FROM public.users",
            "SELECT other.users.email FROM other.users",
            "TABLE products",
            "SELECT excluded FROM t AS excluded");

    private static final List<String> WRITES = List.of(
            "INSERT INTO users VALUES ($1, $2)",
            "INSERT INTO users (id, email) VALUES ($1, $2)",
            "INSERT INTO users (id, email) VALUES ($1, $2), ($3, lower($4))",
            "INSERT INTO users (id, email) VALUES ($1, 'x')",
            "INSERT INTO users (id, email) VALUES ($1, NULL), ($2, DEFAULT)",
            "INSERT INTO users (email) SELECT email FROM users WHERE id = $1",
            "INSERT INTO users (email) SELECT $1",
            "INSERT INTO users DEFAULT VALUES",
            "INSERT INTO users (id, email) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET email = excluded.email",
            "INSERT INTO users (id, email) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET email = excluded.name",
            "INSERT INTO users (id) VALUES ($1) RETURNING *",
            "INSERT INTO orders (id) VALUES ($1) RETURNING orders.note, excluded.id",
            "UPDATE users SET email = $1 WHERE id = $2",
            "UPDATE users SET email = $1 || 'x' WHERE id = $2",
            "UPDATE users SET (name, email) = ($1, $2) WHERE id = $3",
            "UPDATE users SET (name, email) = (SELECT 'a', 'b') WHERE id = $3",
            "UPDATE users u SET name = upper(u.name) WHERE u.email = $1",
            "UPDATE orders SET status = $1 FROM users WHERE users.id = orders.customer_id",
            "DELETE FROM users USING orders WHERE orders.customer_id = users.id",
            "WITH d AS (DELETE FROM orders WHERE id = $1 RETURNING *) INSERT INTO users (id) SELECT id FROM d",
            "WITH d AS (UPDATE orders SET note = 'x' WHERE id = $1 RETURNING id) DELETE FROM users WHERE id IN (TABLE d)",
            "MERGE INTO users u USING orders o ON u.id = o.id WHEN MATCHED THEN UPDATE SET email = $1"
                    + " WHEN NOT MATCHED THEN INSERT (id, email) VALUES (o.id, o.note)",
            "MERGE INTO users u USING orders o ON u.id = o.id WHEN NOT MATCHED THEN INSERT VALUES (o.id, o.note)",
            "MERGE INTO users u USING orders o ON u.id = o.id WHEN MATCHED THEN DELETE");

    @Test
    void facts_are_judged_like_the_text_under_every_policy() throws PolicyRefusedException {
        var wrong = new ArrayList<String>();
        int judged = 0;
        Policy off = PolicyCompiler.compile(rules("off"), 1);
        for (Case each : corpus()) {
            List<Verdict> recorded = verdicts(each, off);
            for (String document : POLICIES) {
                Policy policy = PolicyCompiler.compile(document, 1);
                List<Verdict> texts = verdicts(each, policy);
                for (int i = 0; i < recorded.size(); i++) {
                    Facts facts = recorded.get(i).facts();
                    if (!facts.fingerprint().isEmpty()) {
                        judged++;
                        Facts kept = FactsJson.read(FactsJson.write(facts), facts.fingerprint());
                        compare(texts.get(i), FactsJudge.judge(kept, each.purpose(), policy))
                                .ifPresent(difference -> wrong.add(document + " " + each + ": " + difference));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(judged).isGreaterThan(25_000);
    }

    private static Optional<String> compare(Verdict text, Judgement facts) {
        return switch (facts) {
            case Judgement.Known(Decision decision, Set<Rule> rules) ->
                decision == text.decision() && (several(text) || rules.equals(rules(text)))
                        ? Optional.empty()
                        : Optional.of("text " + text.decision() + rules(text) + ", facts " + decision + rules);
            case Judgement.Unknown(Decision atLeast, Set<Rule> rules) ->
                Optional.of("unknown, at least " + atLeast + rules);
        };
    }

    private static List<Verdict> verdicts(Case each, Policy policy) {
        return each.purpose() == Purpose.EVALUATE
                ? Guards.shared().evaluate(each.sql(), policy).statements().stream()
                        .map(Evaluation.Statement::verdict)
                        .toList()
                : List.of(Guards.shared().judge(each.sql(), each.purpose(), policy));
    }

    /// Of several statements in one text only the first is recorded; MULTI-001 blocks them all.
    private static boolean several(Verdict verdict) {
        return verdict.hits().stream().anyMatch(hit -> hit.rule() == Rule.MULTI_001);
    }

    private static Set<Rule> rules(Verdict verdict) {
        var rules = EnumSet.noneOf(Rule.class);
        verdict.hits().stream().map(Hit::rule).forEach(rules::add);
        return rules;
    }

    @Test
    void facts_that_reached_a_bound_are_never_taken_for_allowed() throws PolicyRefusedException {
        var columns = new StringBuilder("SELECT c0");
        for (int i = 1; i < 2_500; i++) {
            columns.append(", c").append(i);
        }
        Facts facts = Guards.shared()
                .judge(columns + " FROM orders WHERE id = $1", Purpose.QUERY, Policy.STANDARD)
                .facts();

        assertThat(FactsJudge.judge(facts, Purpose.QUERY, Policy.STANDARD)).isInstanceOf(Judgement.Unknown.class);
        assertThat(FactsJudge.judge(facts, Purpose.QUERY, PolicyCompiler.compile("{\"operations\": [\"insert\"]}", 1)))
                .isEqualTo(new Judgement.Known(Decision.BLOCKED, Set.of(Rule.OP_001)));
    }

    @Test
    void facts_of_another_version_or_a_damaged_row_are_unknown() {
        for (String text : List.of("", "{}", "{\"v\":\"2\"}", "{\"v\":\"1\",\"kind\":\"NONE\"}", "[]")) {
            Facts facts = FactsJson.read(text, "00");

            assertThat(FactsJudge.judge(facts, Purpose.EVALUATE, Policy.STANDARD)
                            .getClass())
                    .as(text)
                    .isEqualTo(Judgement.Unknown.class);
        }
    }

    @Test
    void facts_hold_names_and_no_constant() {
        Facts facts = Guards.shared()
                .judge(
                        "SELECT id, 'canary-1' AS x FROM users WHERE name = E'canary-2' AND age > 31337 AND b = B'101'"
                                + " AND id IN (SELECT 271828 UNION VALUES ('canary-3')) ORDER BY name LIMIT 16180",
                        Purpose.QUERY,
                        Policy.STANDARD)
                .facts();

        String kept = FactsJson.write(facts);

        assertThat(kept).contains("users", "name").doesNotContain("canary", "31337", "101", "271828", "16180");
        assertThat(new TreeSet<>(facts.evidence().entries().keySet())).isNotEmpty();
    }
}
