package dev.sallyport.guard.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.corpus.Corpus;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is let through as a query changes nothing on a real PostgreSQL, even for a superuser and without a read-only
/// transaction.
class HonestProofIT {

    @Test
    void what_is_let_through_as_a_query_changes_nothing() throws Exception {
        var changed = new ArrayList<String>();
        var lines = new ArrayList<String>();
        int ran = 0;
        int asked = 0;

        try (Laboratory laboratory = Laboratory.open()) {
            for (Corpus.Benign statement : Corpus.benign()) {
                if (statement.purpose() == Purpose.QUERY
                        && Guards.shared().judge(statement.sql(), Purpose.QUERY, Policy.STANDARD)
                                instanceof Verdict.Allowed allowed) {
                    Effect effect = laboratory.runHonest(statement.sql(), tables(allowed));
                    asked++;
                    ran += effect.kind() == Effect.Kind.REFUSED ? 0 : 1;
                    lines.add(effect.outcome() + "\t" + statement.file() + ":" + statement.line() + "\t"
                            + statement.sql().replace('\n', ' '));
                    if (effect.changed()) {
                        changed.add(statement.sql());
                    }
                }
            }
        }

        Files.write(
                Path.of("target", "honest-proof.tsv"), String.join("\n", lines).getBytes(UTF_8));
        System.out.println("honest queries that ran on the server: " + ran + " of " + asked);
        assertThat(changed).isEmpty();
        assertThat(ran).isGreaterThan(asked / 2);
    }

    private static List<String> tables(Verdict verdict) {
        return verdict.facts().relations().stream()
                .map(relation -> (relation.schema().isEmpty() ? "" : '"' + relation.schema() + "\".")
                        + '"'
                        + relation.name()
                        + '"')
                .toList();
    }
}
