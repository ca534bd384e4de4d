package dev.sallyport.guard.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the text, there is a verdict: no crash, no hang, no statement without one, and no syntax that PostgreSQL
/// accepts and the walk trips over.
///
/// An ordinary run judges mutations of the corpus (`-Dsallyport.fuzz.texts=1000000` for more); with `JAZZER_FUZZ=1`
/// Jazzer searches, guided by what the walk has not reached yet.
class WalkFuzzTest {

    private static final int TEXTS = Integer.getInteger("sallyport.fuzz.texts", 15_000);

    @FuzzTest(maxDuration = "60s")
    void every_text_gets_a_verdict(FuzzedDataProvider data) {
        Purpose purpose = data.pickValue(Purpose.values());
        String sql = data.consumeBoolean()
                ? data.consumeRemainingAsString()
                : Mutation.text(new Mutation.Choices() {
                    @Override
                    public int next(int bound) {
                        return data.consumeInt(0, bound - 1);
                    }

                    @Override
                    public boolean more() {
                        return data.remainingBytes() > 0;
                    }
                });
        check(sql, purpose);
    }

    @Test
    void every_mutation_of_the_corpus_gets_a_verdict() {
        var random = new Random(20_261_121);
        var choices = new Mutation.Choices() {
            @Override
            public int next(int bound) {
                return random.nextInt(bound);
            }

            @Override
            public boolean more() {
                return random.nextInt(4) > 0;
            }
        };

        for (int i = 0; i < TEXTS; i++) {
            check(Mutation.text(choices), Purpose.values()[i % Purpose.values().length]);
        }
    }

    private static void check(String sql, Purpose purpose) {
        if (purpose == Purpose.EVALUATE) {
            Evaluation evaluation = Guards.shared().evaluate(sql, Policy.STANDARD);
            assertThat(evaluation.statements()).as(sql).isNotEmpty();
            evaluation.statements().forEach(statement -> sound(statement.verdict(), sql));
        } else {
            sound(Guards.shared().judge(sql, purpose, Policy.STANDARD), sql);
        }
    }

    private static void sound(Verdict verdict, String sql) {
        boolean stops = verdict.hits().stream().anyMatch(hit -> hit.decision() != Decision.ALLOWED);
        assertThat(verdict instanceof Verdict.Allowed).as(sql).isEqualTo(!stops);
        assertThat(verdict.hits()).as(sql).allSatisfy(hit -> {
            assertThat(hit.offset()).isNotNegative();
            assertThat(hit.line()).isPositive();
            assertThat(hit.column()).isPositive();
            assertThat(hit.message()).isNotBlank().isNotEqualTo("The guard could not judge this syntax.");
        });
    }
}
