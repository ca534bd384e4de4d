package dev.sallyport.guard.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every attack is blocked, and by the rule that is meant for it.
class AttackCorpusTest {

    @Test
    void every_attack_is_blocked_by_its_rule() {
        List<Corpus.Attack> attacks = Corpus.attacks();
        var wrong = new ArrayList<String>();

        for (Corpus.Attack attack : attacks) {
            List<Verdict> verdicts = judge(attack);
            boolean blocked = verdicts.stream().anyMatch(verdict -> verdict instanceof Verdict.Blocked);
            boolean byRule = verdicts.stream()
                    .flatMap(verdict -> verdict.hits().stream())
                    .anyMatch(hit -> hit.rule() == attack.expected() && hit.decision() == Decision.BLOCKED);
            boolean plain = verdicts.stream().anyMatch(Verdict::plainRead) && attack.purpose() != Purpose.EVALUATE;
            if (!blocked || !byRule || plain) {
                wrong.add(attack + " was "
                        + verdicts.stream().map(AttackCorpusTest::summary).toList());
            }
        }

        assertThat(attacks).hasSizeGreaterThanOrEqualTo(500);
        assertThat(wrong).isEmpty();
    }

    private static List<Verdict> judge(Corpus.Attack attack) {
        return attack.purpose() == Purpose.EVALUATE
                ? Guards.shared().evaluate(attack.sql(), Policy.STANDARD).statements().stream()
                        .map(Evaluation.Statement::verdict)
                        .toList()
                : List.of(Guards.shared().judge(attack.sql(), attack.purpose(), Policy.STANDARD));
    }

    private static String summary(Verdict verdict) {
        return verdict.decision() + " " + verdict.hits().stream().map(Hit::code).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "NOT ",
                "- ",
                "1+",
                "ARRAY[",
                "CASE WHEN true THEN ",
                "ROW(",
                "(SELECT ",
                "f(",
                "COALESCE(",
                "x.",
                "1||",
                "~",
                "EXISTS (SELECT ",
                "a::int+",
                "(a).",
                "JSON_ARRAY(",
                "1 IN (",
                "SELECT 1 UNION ",
                "'a' ",
                "--\n",
                "/*",
                "$$",
                ";",
                "a,",
                "WITH x AS (",
                "/**/"
            })
    void huge_and_deep_texts_get_a_verdict(String piece) {
        for (int times : new int[] {10, 1_000, 20_000}) {
            String text = "SELECT " + piece.repeat(times);

            for (String sql : List.of(text, text + "1", text + "pg_sleep(1)", text + "1" + ")".repeat(times))) {
                Verdict verdict = Guards.shared().judge(sql, Purpose.QUERY, Policy.STANDARD);

                if (sql.contains("pg_sleep")) {
                    assertThat(verdict).isInstanceOf(Verdict.Blocked.class);
                } else {
                    assertThat(verdict.plainRead()).isEqualTo(verdict instanceof Verdict.Allowed);
                }
            }
        }
    }

    @Test
    void a_forbidden_call_below_a_thousand_levels_is_not_missed() {
        for (String open : List.of("(SELECT ", "lower(", "ARRAY[", "1+(", "NOT ", "CASE WHEN true THEN ")) {
            for (int depth : new int[] {1, 10, 100, 200, 300, 400, 500, 1_000, 3_000}) {
                String close =
                        open.contains("(") ? ")" : open.contains("[") ? "]" : open.contains("CASE") ? " END" : "";
                String sql = "SELECT " + open.repeat(depth) + "pg_sleep(1)" + close.repeat(depth);

                assertThat(Guards.shared().judge(sql, Purpose.QUERY, Policy.STANDARD))
                        .as(open + depth)
                        .isInstanceOf(Verdict.Blocked.class);
            }
        }
    }
}
