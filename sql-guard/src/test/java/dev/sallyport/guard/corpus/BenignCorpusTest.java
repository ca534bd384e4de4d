package dev.sallyport.guard.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.policy.PolicyCompiler;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Honest statements pass: at most 5 of 1,000 are refused, and for each of those a line in the policy is the answer.
class BenignCorpusTest {

    private static final double MOST_REFUSED = 0.005;

    @Test
    void honest_statements_pass() {
        List<Corpus.Benign> statements = Corpus.benign();
        var refused = new ArrayList<String>();

        for (Corpus.Benign statement : statements) {
            for (Verdict verdict : judge(statement, Policy.STANDARD)) {
                if (!(verdict instanceof Verdict.Allowed)) {
                    refused.add(
                            statement.file() + ":" + statement.line() + " " + stops(verdict) + " " + statement.sql());
                }
            }
        }

        assertThat(statements).hasSizeGreaterThanOrEqualTo(1_000);
        assertThat(refused).allSatisfy(text -> assertThat(text).startsWith("extensions.txt"));
        assertThat((double) refused.size() / statements.size()).isLessThanOrEqualTo(MOST_REFUSED);
    }

    @Test
    void what_is_refused_passes_with_a_line_in_the_policy() throws Exception {
        Policy policy = PolicyCompiler.compile("""
                {"types": {"add": ["order_status", "public.Role"]},
                 "functions": {"add": ["similarity", "uuid_generate_v4"]},
                 "operators": {"add": ["<=>"]}}
                """, 1);

        for (Corpus.Benign statement : Corpus.benign()) {
            if (statement.file().equals("extensions.txt")) {
                assertThat(judge(statement, policy))
                        .allSatisfy(verdict ->
                                assertThat(verdict).as(statement.sql()).isInstanceOf(Verdict.Allowed.class));
            }
        }
    }

    private static List<Verdict> judge(Corpus.Benign statement, Policy policy) {
        if (statement.purpose() != Purpose.EVALUATE) {
            return List.of(Guards.shared().judge(statement.sql(), statement.purpose(), policy));
        }
        return Guards.shared().evaluate(statement.sql(), policy).statements().stream()
                .map(Evaluation.Statement::verdict)
                .toList();
    }

    private static List<String> stops(Verdict verdict) {
        return verdict.hits().stream()
                .filter(hit -> hit.decision() != Decision.ALLOWED)
                .map(Hit::code)
                .toList();
    }
}
