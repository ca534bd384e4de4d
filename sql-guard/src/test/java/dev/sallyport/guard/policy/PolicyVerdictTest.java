package dev.sallyport.guard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.TokenizedParameter;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What policies do to verdicts.
class PolicyVerdictTest {

    private static Verdict judge(String document, Purpose purpose, String sql) throws PolicyRefusedException {
        return Guards.shared().judge(sql, purpose, PolicyCompiler.compile(document, 1));
    }

    private static List<Rule> stopping(Verdict verdict) {
        return verdict.hits().stream()
                .filter(hit -> hit.decision() != Decision.ALLOWED)
                .map(Hit::rule)
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT id FROM orders                                                   | true
            SELECT id FROM public.orders                                            | true
            SELECT id FROM other.orders                                             | false
            SELECT id FROM customers                                                | false
            SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers)            | false
            WITH customers AS (SELECT id FROM orders) SELECT id FROM customers      | true
            WITH customers AS (SELECT id FROM customers) SELECT id FROM customers   | false
            WITH x AS (WITH customers AS (SELECT 1) SELECT 1) SELECT * FROM customers | false
            WITH customers AS (SELECT 1) SELECT * FROM public.customers             | false
            SELECT id FROM orders UNION SELECT id FROM customers                    | false
            SELECT (SELECT max(id) FROM customers) FROM orders                      | false
            TABLE customers                                                         | false
            SELECT id FROM orders JOIN LATERAL (SELECT * FROM customers) c ON true  | false
            """)
    void tables_that_are_not_listed_are_refused_wherever_they_hide(String sql, boolean allowed) throws Exception {
        Verdict verdict = judge("{\"tables\": {\"allow\": [\"orders\"]}}", Purpose.QUERY, sql);

        assertThat(stopping(verdict)).isEqualTo(allowed ? List.of() : List.of(Rule.OBJ_001));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT id, name FROM users                              |
            SELECT ssn FROM users                                   | OBJ_002
            SELECT u.ssn FROM users u                               | OBJ_002
            SELECT public.users.ssn FROM public.users               | OBJ_002
            SELECT id FROM users WHERE ssn = $1                     | OBJ_002
            SELECT id FROM users ORDER BY ssn                       | OBJ_002
            SELECT id AS ssn FROM orders ORDER BY ssn               |
            SELECT * FROM users                                     | OBJ_004
            SELECT u.* FROM users u                                 | OBJ_004
            SELECT u FROM users u                                   | OBJ_004
            SELECT to_jsonb(u) FROM users u                         | OBJ_004
            SELECT (u).ssn FROM users u                             | OBJ_004
            SELECT ssn(u) FROM users u                              | FUNC_001
            TABLE users                                             | OBJ_004
            SELECT c FROM users AS u(a, b, c)                       | OBJ_004
            SELECT c FROM (users JOIN orders ON true) AS j(a, b, c) | OBJ_004
            SELECT id FROM users NATURAL JOIN orders                | OBJ_004
            SELECT o.id FROM users JOIN orders o USING (ssn)        | OBJ_002
            SELECT x.id FROM (SELECT * FROM users) x                | OBJ_004
            SELECT * FROM (SELECT id FROM users) x                  |
            SELECT count(*) FROM users                              |
            SELECT id FROM orders WHERE EXISTS (SELECT * FROM users) |
            WITH x AS (SELECT * FROM users) SELECT id FROM x        | OBJ_004
            SELECT ssn FROM orders                                  |
            """)
    void masked_columns_are_refused_whatever_they_are_called(String sql, Rule expected) throws Exception {
        Verdict verdict = judge("{\"columns\": {\"users\": {\"mask\": [\"ssn\"]}}}", Purpose.QUERY, sql);

        if (expected == null) {
            assertThat(stopping(verdict)).isEmpty();
        } else {
            assertThat(stopping(verdict)).contains(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            INSERT INTO users (id, ssn) VALUES (1, $1)                  | OBJ_002
            UPDATE users SET ssn = $1 WHERE id = 1                      | OBJ_002
            UPDATE users SET name = 'x' WHERE id = 1 RETURNING *        | OBJ_004
            DELETE FROM users WHERE id = 1 RETURNING ssn                | OBJ_002
            INSERT INTO users VALUES (1, 2)                             | OBJ_004
            INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET ssn = 'x' | OBJ_002
            """)
    void masked_columns_are_not_written_either(String sql, Rule expected) throws Exception {
        Verdict verdict = judge("{\"columns\": {\"users\": {\"mask\": [\"ssn\"]}}}", Purpose.EXECUTE, sql);

        assertThat(stopping(verdict)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            INSERT INTO c (id, ssn) VALUES (1, $1)                                  | true
            INSERT INTO c (id, ssn) VALUES (1, $1), (2, $2)                         | true
            INSERT INTO c (id, ssn) VALUES (1, NULL)                                | true
            INSERT INTO c (id, ssn) VALUES (1, DEFAULT)                             | true
            INSERT INTO c (id, ssn) SELECT 1, $1                                    | true
            INSERT INTO c (id) VALUES (1)                                           | true
            UPDATE c SET ssn = $1 WHERE id = 1                                      | true
            UPDATE c SET (id, ssn) = ROW($1, $2) WHERE id = 1                       | true
            INSERT INTO c (id, ssn) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET ssn = excluded.ssn | true
            INSERT INTO c (id, ssn) VALUES (1, '123')                               | false
            INSERT INTO c (id, ssn) VALUES (1, $1), (2, '123')                      | false
            INSERT INTO c (id, ssn) VALUES (1, concat($1, ''))                       | false
            INSERT INTO c (id, ssn) VALUES (1, $1::text)                            | false
            INSERT INTO c (id, ssn) VALUES (1, (SELECT $1))                         | false
            INSERT INTO c VALUES (1, $1)                                            | false
            INSERT INTO c (id, ssn) SELECT id, ssn FROM d                           | false
            INSERT INTO c (id, ssn) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET ssn = excluded.name | false
            UPDATE c SET ssn = lower($1) WHERE id = 1                               | false
            UPDATE c SET (id, ssn) = (SELECT 1, '2') WHERE id = 1                   | false
            MERGE INTO c USING d ON c.id = d.id WHEN MATCHED THEN UPDATE SET ssn = d.ssn | false
            MERGE INTO c USING d ON c.id = d.id WHEN NOT MATCHED THEN INSERT (id, ssn) VALUES (1, $1) | true
            MERGE INTO c USING d ON c.id = d.id WHEN NOT MATCHED THEN INSERT (id, ssn) VALUES (1, 'x') | false
            WITH x AS (INSERT INTO c (id, ssn) VALUES (1, 'x')) INSERT INTO e (id) VALUES (1) | false
            """)
    void tokenized_columns_take_bare_parameters_only(String sql, boolean allowed) throws Exception {
        Verdict verdict = judge("{\"tokenized\": {\"c\": [\"ssn\"]}}", Purpose.EXECUTE, sql);

        assertThat(stopping(verdict)).isEqualTo(allowed ? List.of() : List.of(Rule.DML_008));
    }

    @Test
    void the_facts_name_the_parameters_to_replace() throws Exception {
        Verdict verdict = judge(
                "{\"tokenized\": {\"c\": [\"ssn\"]}}",
                Purpose.EXECUTE,
                "INSERT INTO c (id, ssn) VALUES ($1, $2), ($3, $4)");

        assertThat(verdict.facts().tokenized())
                .containsExactly(new TokenizedParameter(2, "c", "ssn"), new TokenizedParameter(4, "c", "ssn"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT id FROM t WHERE a = $1 AND b = ANY ($2) LIMIT 10     | true
            SELECT id FROM t WHERE active AND b IS NULL                 | true
            SELECT id FROM t WHERE a = 'x'                              | false
            SELECT id FROM t WHERE a IN (1, 2)                          | false
            SELECT id FROM t WHERE a BETWEEN 1 AND 2                    | false
            SELECT id FROM t WHERE a = '1'::int                         | false
            """)
    void literals_are_refused_where_the_policy_wants_parameters(String sql, boolean allowed) throws Exception {
        Verdict verdict = judge("{\"parameters\": \"required\"}", Purpose.QUERY, sql);

        assertThat(stopping(verdict)).isEqualTo(allowed ? List.of() : List.of(Rule.DML_007));
    }

    @Test
    void functions_types_and_operators_follow_the_policy() throws Exception {
        String document = """
                {"functions": {"add": ["my_fn", "pg_catalog.pg_sleep"], "remove": ["random"]},
                 "types": {"add": ["status"]}, "operators": {"add": ["<=>"]}}
                """;

        Verdict added = judge(document, Purpose.QUERY, "SELECT my_fn(1), 'a'::status, a <=> b FROM t LIMIT 1");
        Verdict removed = judge(document, Purpose.QUERY, "SELECT random()");

        assertThat(stopping(added)).isEmpty();
        assertThat(added.plainRead()).isFalse();
        assertThat(stopping(removed)).containsExactly(Rule.FUNC_001);
    }

    @Test
    void decisions_of_rules_follow_the_policy() throws Exception {
        String sql = "DELETE FROM t";

        assertThat(judge("{\"rules\": {\"DML-002\": \"needs_approval\"}}", Purpose.EXECUTE, sql))
                .isInstanceOf(Verdict.NeedsApproval.class);
        assertThat(judge("{\"rules\": {\"DML-002\": \"off\"}}", Purpose.EXECUTE, sql)
                        .hits())
                .isEmpty();
        assertThat(judge("{\"rules\": {\"RISK-003\": \"blocked\"}}", Purpose.QUERY, "SELECT a FROM t"))
                .isInstanceOf(Verdict.Blocked.class);
    }

    @Test
    void a_with_query_may_run_only_what_the_policy_permits() throws Exception {
        Verdict verdict = judge(
                "{\"operations\": [\"insert\"]}",
                Purpose.EXECUTE,
                "WITH d AS (DELETE FROM a WHERE id = 1 RETURNING x) INSERT INTO b (x) SELECT x FROM d");

        assertThat(stopping(verdict)).containsExactly(Rule.OP_001);
    }

    @Test
    void a_listed_catalog_may_be_read() throws Exception {
        String document = "{\"tables\": {\"allow\": [\"*\", \"information_schema.tables\"]}}";

        assertThat(stopping(judge(document, Purpose.QUERY, "SELECT table_name FROM information_schema.tables")))
                .isEmpty();
        assertThat(stopping(judge(document, Purpose.QUERY, "SELECT rolname FROM pg_authid")))
                .containsExactly(Rule.OBJ_003);
    }
}
