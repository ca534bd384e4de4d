package dev.sallyport.proxy.execute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeadingKeywordTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1|SELECT",
                "  ((SELECT 1))|SELECT",
                "/* a /* nested */ comment */ Insert into t|INSERT",
                "-- COMMIT\\nUPDATE t SET a = 1|UPDATE",
                "--\\rDELETE FROM t|DELETE",
                "/**/commit|COMMIT",
                "/* SELECT */ /**/ -- x\\n ROLLBACK|ROLLBACK",
                "WITH a AS (SELECT 1) DELETE FROM t|WITH"
            })
    void is_the_first_word_behind_comments_and_parentheses(String sql, String keyword) {
        assertThat(LeadingKeyword.of(sql.replace("\\n", "\n").replace("\\r", "\r")))
                .isEqualTo(keyword);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "/* never closed SELECT",
                "/* /* */ SELECT",
                "-- SELECT",
                ";SELECT 1",
                "\"select\" 1",
                "$$SELECT$$",
                "select_1",
                "selectä",
                "SELECT1",
                "select$x",
                "\u00a0SELECT 1",
                "\u0000SELECT 1",
                "1 SELECT"
            })
    void is_empty_for_whatever_begins_otherwise(String sql) {
        assertThat(LeadingKeyword.of(sql)).isEmpty();
    }

    /// PostgreSQL ends a line comment at either, and its white space is these six and no others.
    @Test
    void reads_white_space_and_line_ends_as_the_server_does() {
        assertThat(LeadingKeyword.of(" \t\n\r\f\u000bSELECT")).isEqualTo("SELECT");
        assertThat(LeadingKeyword.of("\u2028SELECT")).isEmpty();
        assertThat(LeadingKeyword.of("--\u2028SELECT")).isEmpty();
    }

    @Test
    void no_statement_that_controls_a_transaction_or_a_session_is_in_any_list() {
        for (String keyword : new String[] {
            "BEGIN",
            "START",
            "COMMIT",
            "END",
            "ROLLBACK",
            "ABORT",
            "SAVEPOINT",
            "RELEASE",
            "PREPARE",
            "EXECUTE",
            "DEALLOCATE",
            "SET",
            "RESET",
            "DISCARD",
            "LISTEN",
            "UNLISTEN",
            "NOTIFY",
            "LOCK",
            "LOAD",
            "COPY",
            "CALL",
            "DO",
            "DECLARE",
            "FETCH",
            "CLOSE",
            "MOVE",
            "VACUUM",
            "CLUSTER",
            "REFRESH",
            "TRUNCATE"
        }) {
            assertThat(LeadingKeyword.READS).doesNotContain(keyword);
            assertThat(LeadingKeyword.WRITES).doesNotContain(keyword);
            assertThat(LeadingKeyword.IN_TRANSACTION).doesNotContain(keyword);
        }
    }
}
