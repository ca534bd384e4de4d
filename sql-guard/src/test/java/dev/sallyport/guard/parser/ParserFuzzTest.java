package dev.sallyport.guard.parser;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;

/// Whatever the text is, there is an outcome: never an exception, never a hang, and the parser is right afterwards.
///
/// An ordinary run checks the empty input and the kept ones; with JAZZER_FUZZ=1 it fuzzes.
class ParserFuzzTest {

    private static final TextLimits LIMITS = new TextLimits(64 * 1024, Duration.ofSeconds(5));
    private static final ParserPool POOL = ParserPool.open(new ParserSettings(1, 4, LIMITS));

    /// Raw text seldom gets past the scanner; words of the language do.
    private static final String[] WORDS = {
        "SELECT",
        "FROM",
        "WHERE",
        "(",
        ")",
        ",",
        "a",
        "b.c",
        "*",
        "=",
        "1",
        "'x'",
        "$1",
        "::",
        "int",
        "AND",
        "NOT",
        "IN",
        "AS",
        "WITH",
        "RECURSIVE",
        "INSERT INTO",
        "VALUES",
        "UPDATE",
        "SET",
        "DELETE",
        "JOIN",
        "ON",
        "CASE",
        "WHEN",
        "THEN",
        "END",
        "ARRAY[",
        "]",
        "OVER",
        "PARTITION BY",
        "ORDER BY",
        "UNION",
        "CREATE TABLE",
        "ALTER TABLE",
        "DROP",
        "COPY",
        "TO",
        "EXPLAIN",
        "GRANT",
        "ROLE",
        "$$",
        "/*",
        "*/",
        "--",
        "\n",
        ";",
        "E'\\",
        "U&'",
        "\"",
        "é",
        "::text",
        "NULL",
        "DEFAULT",
        "RETURNING",
        "MERGE",
        "USING",
        "MATCHED",
        "LATERAL",
        "ROW",
        "INTERVAL",
        "-",
        ".5"
    };

    @FuzzTest(maxDuration = "60s")
    void any_text_has_an_outcome(FuzzedDataProvider data) {
        check(data.consumeRemainingAsString());
    }

    @FuzzTest(maxDuration = "60s")
    void any_row_of_words_has_an_outcome(FuzzedDataProvider data) {
        var sql = new StringBuilder();
        while (data.remainingBytes() > 0) {
            sql.append(WORDS[data.consumeInt(0, WORDS.length - 1)]).append(' ');
        }
        check(sql.toString());
    }

    private static void check(String sql) {
        switch (POOL.parse(sql)) {
            case Parsed.Tree tree -> {
                assertThat(tree.json()).startsWith((byte) '{').endsWith((byte) '}');
                assertThat(POOL.fingerprint(tree).isPresent()).isEqualTo(!sql.isEmpty());
            }
            case Parsed.SyntaxError error ->
                assertThat(error.byteOffset())
                        .isBetween(0, SqlText.of(sql).orElseThrow().length());
            case Parsed.Refused refused -> assertThat(refused.reason()).isNotEqualTo(Parsed.Reason.FAULT);
        }
        assertThat(POOL.parse("SELECT 1")).isInstanceOf(Parsed.Tree.class);
    }
}
