package dev.sallyport.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.facts.Risk;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlGuardTest {

    private final SqlGuard guard = Guards.shared();

    private Verdict query(String sql) {
        return guard.judge(sql, Purpose.QUERY, Policy.STANDARD);
    }

    private Verdict execute(String sql) {
        return guard.judge(sql, Purpose.EXECUTE, Policy.STANDARD);
    }

    private static List<Rule> blocking(Verdict verdict) {
        return verdict.hits().stream()
                .filter(hit -> hit.decision() == Decision.BLOCKED)
                .map(Hit::rule)
                .distinct()
                .toList();
    }

    @Test
    void a_plain_read_is_allowed_and_says_what_it_reads() {
        Verdict verdict = query("SELECT u.id, lower(u.name) FROM app.users u WHERE u.id = $1");

        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        assertThat(verdict.plainRead()).isTrue();
        assertThat(verdict.facts().kind()).isEqualTo(StatementKind.SELECT);
        assertThat(verdict.facts().relations()).containsExactly(new Relation("app", "users", Relation.Access.READ));
        assertThat(verdict.facts().columns()).containsExactly("u.id", "u.name");
        assertThat(verdict.facts().functions()).containsExactly("lower");
        assertThat(verdict.facts().parameters()).containsExactly(1);
        assertThat(verdict.facts().risk()).isEqualTo(Risk.READ);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x   | READ_001
            SELECT 1 INTO t                                         | READ_002
            SELECT * FROM t FOR UPDATE                              | READ_003
            EXPLAIN ANALYZE DELETE FROM t WHERE a = 1               | READ_004
            EXPLAIN INSERT INTO t(a) VALUES (1)                     | READ_005
            SELECT my_function(1)                                   | FUNC_001
            SELECT pg_catalog.pg_read_file('/etc/passwd')           | FUNC_002
            SELECT pg_terminate_backend(1)                          | FUNC_003
            SELECT set_config('a.b', 'c', false)                    | FUNC_004
            SELECT query_to_xml('DELETE FROM t', true, true, '')    | FUNC_005
            SELECT nextval('s')                                     | FUNC_006
            SELECT pg_advisory_lock(1)                              | FUNC_007
            SELECT database_to_xml(true, true, '')                  | FUNC_008
            SELECT 1 OPERATOR(public.+) 2                           | FUNC_009
            SELECT 'x'::app.evil                                    | FUNC_009
            SELECT * FROM pg_shadow                                 | OBJ_003
            SELECT 1; SELECT 2                                      | MULTI_001
            SELEC 1                                                 | PARSE_001
            COMMIT                                                  | SESS_003
            SET ROLE postgres                                       | SESS_002
            COPY t TO PROGRAM 'sh'                                  | COPY_002
            """)
    void a_query_that_is_no_plain_read_is_blocked(String sql, Rule rule) {
        Verdict verdict = query(sql);

        assertThat(verdict).isInstanceOf(Verdict.Blocked.class);
        assertThat(blocking(verdict)).contains(rule);
        assertThat(verdict.plainRead()).isFalse();
    }

    @Test
    void a_comment_alone_is_no_statement() {
        assertThat(blocking(query("-- nothing"))).containsExactly(Rule.PARSE_002);
    }

    @Test
    void nul_and_lone_surrogates_are_refused() {
        assertThat(blocking(query("SELECT 1\0"))).containsExactly(Rule.PARSE_004);
        assertThat(blocking(query("SELECT '\ud800'"))).containsExactly(Rule.PARSE_004);
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        byte[] latin1 = {'S', 'E', 'L', 'E', 'C', 'T', ' ', '\'', (byte) 0xE9, '\''};

        Evaluation evaluation = guard.evaluate(latin1, Policy.STANDARD);

        assertThat(evaluation.decision()).isEqualTo(Decision.BLOCKED);
        assertThat(evaluation.worst()).map(Hit::rule).contains(Rule.PARSE_004);
        assertThat(guard.evaluate("SELECT 'é'".getBytes(UTF_8), Policy.STANDARD).decision())
                .isEqualTo(Decision.ALLOWED);
    }

    @Test
    void every_hit_is_returned_and_the_worst_decides() {
        Verdict verdict = query("WITH x AS (DELETE FROM t) SELECT pg_sleep(1) FROM pg_class");

        assertThat(blocking(verdict))
                .containsExactlyInAnyOrder(Rule.READ_001, Rule.DML_002, Rule.FUNC_007, Rule.OBJ_003);
        assertThat(verdict.worst()).map(Hit::rule).contains(Rule.READ_001);
    }

    @Test
    void a_hit_points_to_its_node_and_counts_characters_not_bytes() {
        Verdict verdict = query("SELECT 'é',\n pg_sleep(1)");

        Hit hit = verdict.worst().orElseThrow();
        assertThat(hit.astNodePath()).isEqualTo("/stmts/0/stmt/SelectStmt/targetList/1/ResTarget/val/FuncCall");
        assertThat(hit.offset()).isEqualTo("SELECT 'é',\n ".length());
        assertThat(hit.line()).isEqualTo(2);
        assertThat(hit.column()).isEqualTo(2);
    }

    @Test
    void the_path_of_a_hidden_delete_is_the_documented_one() {
        Verdict verdict = query("WITH a AS (SELECT 1), b AS (DELETE FROM t WHERE i = 1) SELECT 1");

        assertThat(verdict.worst().orElseThrow().astNodePath())
                .isEqualTo("/stmts/0/stmt/SelectStmt/withClause/ctes/1/CommonTableExpr/ctequery/DeleteStmt");
    }

    @Test
    void a_suggestion_names_the_table() {
        Hit hit = execute("DELETE FROM app.orders").worst().orElseThrow();

        assertThat(hit.rule()).isEqualTo(Rule.DML_002);
        assertThat(hit.message()).contains("app.orders");
        assertThat(hit.suggestion()).contains("DELETE FROM app.orders … WHERE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            true            | true
            1 = 1           | true
            1 = '1'         | true
            'a' = 'a'       | true
            NOT false       | true
            NOT (id <> id)  | true
            id = id         | true
            id = 5 OR true  | true
            id = 5 OR 2 > 1 | true
            id = 5 OR length('x') = 1               | true
            id IS NULL OR id IS NOT NULL            | true
            name LIKE '%'   | true
            $1              | true
            $1 = 'x'        | true
            now() > '2000-01-01'                    | true
            EXISTS (SELECT 1)                       | true
            1 IN (1, 2)     | true
            id IN (1, id)   | true
            't'             | true
            COALESCE(true, id = 1)                  | true
            false           | false
            1 = 2           | false
            id = 5          | false
            id = $1 AND true                        | false
            id = 5 OR id = 6                        | false
            $1 IS NULL OR id = $1                   | false
            id IN (SELECT o FROM other)             | false
            EXISTS (SELECT 1 FROM other o WHERE o.id = t.id) | false
            CURRENT OF c    | false
            active          | false
            """)
    void a_where_that_holds_for_every_row_is_no_where(String where, boolean always) {
        Verdict verdict = execute("DELETE FROM t WHERE " + where);

        assertThat(blocking(verdict).contains(Rule.DML_003)).isEqualTo(always);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            INSERT INTO t(a) VALUES ($1) RETURNING id                       | ALLOWED
            INSERT INTO t(a) VALUES (nextval('s'))                          | ALLOWED
            UPDATE t SET a = $1 WHERE id = $2                               | ALLOWED
            DELETE FROM t USING u WHERE t.id = u.id                         | ALLOWED
            MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a | ALLOWED
            MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE    | BLOCKED
            WITH d AS (DELETE FROM a WHERE id = $1 RETURNING x) INSERT INTO b(x) SELECT x FROM d | ALLOWED
            SELECT 1                                                        | BLOCKED
            TRUNCATE t                                                      | BLOCKED
            UPDATE t SET a = 1, a = 2 WHERE id = 1                          | BLOCKED
            CREATE TABLE t(a int)                                           | BLOCKED
            """)
    void execute_takes_one_statement_that_changes_rows(String sql, Decision expected) {
        assertThat(execute(sql).decision()).isEqualTo(expected);
    }

    @Test
    void a_transaction_may_read_lock_and_write_but_not_end_itself() {
        assertThat(guard.judge("SELECT * FROM t WHERE id = $1 FOR UPDATE", Purpose.TRANSACTION, Policy.STANDARD))
                .isInstanceOf(Verdict.Allowed.class);
        assertThat(guard.judge("UPDATE t SET a = 1 WHERE id = 2", Purpose.TRANSACTION, Policy.STANDARD))
                .isInstanceOf(Verdict.Allowed.class);
        assertThat(guard.judge("COMMIT", Purpose.TRANSACTION, Policy.STANDARD)).isInstanceOf(Verdict.Blocked.class);
    }

    @Test
    void a_with_query_hides_a_table_only_where_it_is_visible() {
        Verdict verdict = query("WITH secrets AS (SELECT id FROM secrets) SELECT id FROM secrets");

        assertThat(verdict.facts().relations()).containsExactly(new Relation("", "secrets", Relation.Access.READ));
    }

    @Test
    void a_recursive_with_query_is_not_a_table() {
        Verdict verdict =
                query("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT n FROM t");

        assertThat(verdict.facts().relations()).isEmpty();
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void statements_that_differ_in_constants_share_a_fingerprint() {
        String one =
                query("SELECT a FROM t WHERE b IN (1, 2) AND c = 'x'").facts().fingerprint();
        String same =
                query("SELECT a  FROM t WHERE b IN (3,4,5) AND c = $1").facts().fingerprint();
        String other =
                query("SELECT a FROM t WHERE b IN (1, 2) AND d = 'x'").facts().fingerprint();

        assertThat(one).matches("[0-9a-f]{16}").isEqualTo(same).isNotEqualTo(other);
    }

    @Test
    void a_verdict_is_kept_and_told_again() {
        String sql = "SELECT 4711 AS kept";
        assertThat(guard.known(sql, Purpose.QUERY, Policy.STANDARD)).isEmpty();

        Verdict judged = query(sql);

        assertThat(guard.known(sql, Purpose.QUERY, Policy.STANDARD)).containsSame(judged);
        assertThat(guard.known(sql, Purpose.EXECUTE, Policy.STANDARD)).isEmpty();
    }

    @Test
    void a_text_of_several_statements_is_evaluated_one_by_one() {
        Evaluation evaluation =
                guard.evaluate("CREATE TABLE t (id bigint PRIMARY KEY);\n-- then\nDROP TABLE u;", Policy.STANDARD);

        assertThat(evaluation.decision()).isEqualTo(Decision.BLOCKED);
        assertThat(evaluation.statements()).hasSize(2);
        assertThat(evaluation.statements().getFirst().verdict().decision()).isEqualTo(Decision.ALLOWED);
        assertThat(evaluation.worst()).map(Hit::rule).contains(Rule.DDL_001);
    }

    @Test
    void an_index_on_a_table_of_the_same_file_locks_nobody() {
        assertThat(guard.evaluate("CREATE INDEX i ON t (a)", Policy.STANDARD).decision())
                .isEqualTo(Decision.NEEDS_APPROVAL);
        assertThat(guard.evaluate("CREATE TABLE t (a int); CREATE INDEX i ON t (a)", Policy.STANDARD)
                        .decision())
                .isEqualTo(Decision.ALLOWED);
    }

    @Test
    void depth_beyond_the_limit_is_blocked_not_thrown() {
        assertThat(query("SELECT 1" + "+1".repeat(20_000))).isInstanceOf(Verdict.Blocked.class);
        assertThat(query("SELECT " + "NOT ".repeat(5_000) + "true")).isInstanceOf(Verdict.Blocked.class);
    }
}
