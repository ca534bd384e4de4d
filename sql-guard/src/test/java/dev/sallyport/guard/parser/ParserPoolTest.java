package dev.sallyport.guard.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ParserPoolTest {

    private static ParserPool pool;

    @BeforeAll
    static void open() {
        pool = ParserPool.open(new ParserSettings(2, 64, TextLimits.ofFile()));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    void a_statement_becomes_a_tree() {
        Parsed parsed = pool.parse("SELECT id FROM orders WHERE total > $1");

        assertThat(json(parsed))
                .startsWith("{\"version\":17")
                .contains("\"relname\":\"orders\"")
                .contains("\"ParamRef\":{\"number\":1")
                .endsWith("]}");
    }

    @Test
    void several_statements_are_one_tree_with_several_entries() {
        assertThat(json(pool.parse("SELECT 1; DELETE FROM users")))
                .contains("\"SelectStmt\"")
                .contains("\"DeleteStmt\"")
                .contains("\"stmt_location\":9");
    }

    @Test
    void an_empty_text_has_no_statement() {
        assertThat(json(pool.parse(""))).contains("\"stmts\":[]");
        assertThat(json(pool.parse(" -- nothing"))).contains("\"stmts\":[]");
    }

    @Test
    void a_syntax_error_has_its_place_in_bytes_lines_and_code_points() {
        Parsed parsed = pool.parse("SELECT 'é😀',\n  'ü' FORM x y");

        assertThat(parsed).isInstanceOfSatisfying(Parsed.SyntaxError.class, error -> {
            assertThat(error.message()).isEqualTo("syntax error at or near \"x\"");
            assertThat(error.line()).isEqualTo(2);
            assertThat(error.column()).isEqualTo(12);
            assertThat(error.byteOffset()).isEqualTo("SELECT 'é😀',\n  'ü' FORM ".getBytes(UTF_8).length);
        });
    }

    @Test
    void the_parser_goes_on_after_a_syntax_error() {
        pool.parse("SELEC 1");

        assertThat(json(pool.parse("SELECT 2"))).contains("\"ival\":2");
        assertThat(pool.replacedParsers()).isZero();
    }

    @Test
    void texts_that_differ_in_constants_have_one_fingerprint() {
        var first = (Parsed.Tree) pool.parse("SELECT * FROM a WHERE id = 1");
        var second = (Parsed.Tree) pool.parse("select * from a where id = 22");
        var other = (Parsed.Tree) pool.parse("SELECT * FROM b WHERE id = 1");

        assertThat(pool.fingerprint(first)).isPresent().isEqualTo(pool.fingerprint(second));
        assertThat(pool.fingerprint(other)).isPresent().isNotEqualTo(pool.fingerprint(first));
    }

    @Test
    void normalize_replaces_constants() {
        var tree = (Parsed.Tree) pool.parse("SELECT * FROM a WHERE id = 1 AND b = 'x'");

        assertThat(pool.normalize(tree)).contains("SELECT * FROM a WHERE id = $1 AND b = $2");
    }

    @Test
    void what_is_made_of_a_submitted_text_runs_on_a_parser_thread() throws Exception {
        for (int i = 0; i < 100; i++) {
            var answer = pool.submit("SELECT 1", parsed -> {
                assertThat(pool.fingerprint((Parsed.Tree) parsed)).isPresent();
                return Thread.currentThread().getName();
            });

            assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("sql-parser-");
        }
    }

    @Test
    void a_fault_of_the_caller_is_the_callers_and_costs_no_instance() {
        long before = pool.replacedParsers();

        var answer = pool.<String>submit("SELECT 1", _ -> {
            throw new IllegalStateException("the caller's own");
        });

        assertThat(answer).failsWithin(Duration.ofSeconds(10)).withThrowableOfType(ExecutionException.class);
        assertThat(pool.replacedParsers()).isEqualTo(before);
    }

    static String json(Parsed parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Tree.class);
        return new String(((Parsed.Tree) parsed).json(), UTF_8);
    }
}
