package dev.sallyport.guard.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Guards;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Each trap of a migration is told by its rules and by no other.
class MigrationTrapsTest {

    private static final Path TRAPS = Path.of("src", "test", "resources", "corpus", "migrations", "traps.txt");

    @Test
    void every_trap_is_told_by_its_rules_and_no_other() throws Exception {
        var wrong = new ArrayList<String>();
        List<String> lines = Files.readAllLines(TRAPS).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        for (String line : lines) {
            String text = line.substring(line.lastIndexOf('\t') + 1);
            String told = told(Guards.shared().evaluate(text, Policy.STANDARD)) + "\t" + text;
            if (!told.equals(line)) {
                wrong.add(told + " instead of " + line);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(lines).hasSizeGreaterThan(90);
    }

    private static String told(Evaluation evaluation) {
        String decision = switch (evaluation.decision()) {
            case ALLOWED -> "ALLOWED";
            case NEEDS_APPROVAL -> "APPROVAL";
            case BLOCKED -> "BLOCKED";
        };
        String rules = evaluation.statements().stream()
                .map(Evaluation.Statement::verdict)
                .map(Verdict::hits)
                .flatMap(List::stream)
                .map(hit -> hit.decision() == Decision.ALLOWED ? "(" + hit.code() + ")" : hit.code())
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        return decision + "\t" + rules;
    }
}
