package dev.sallyport.guard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// `docs/rules.md` is made from the enum: run with `-Dsallyport.docs.write=true` to write it anew.
class RulesDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "rules.md");

    @Test
    void the_document_says_what_the_enum_says() throws IOException {
        String document = document();
        if (Boolean.getBoolean("sallyport.docs.write")) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, document);
        }

        assertThat(DOCUMENT).content().isEqualTo(document);
    }

    @Test
    void every_rule_has_words_of_its_own() {
        assertThat(Rule.values()).allSatisfy(rule -> {
            assertThat(rule.title()).isNotBlank();
            assertThat(rule.message()).endsWith(".");
            assertThat(rule.suggestion()).endsWith(".");
        });
        assertThat(Rule.values()).extracting(Rule::title).doesNotHaveDuplicates();
    }

    @Test
    void a_code_finds_its_rule() {
        assertThat(Rule.values())
                .allSatisfy(rule -> assertThat(Rule.ofCode(rule.code())).contains(rule));
        assertThat(Rule.ofCode("DML-999")).isEmpty();
        assertThat(Rule.ofCode("DML_001")).isEmpty();
    }

    private static String document() {
        var text = new StringBuilder("""
                # Rules of the SQL guard

                Made from the enum `dev.sallyport.guard.rules.Rule` by a test; do not edit. Codes are stable and never used again
                for something else. "Run" is the decision for statements that the proxy runs (`query`, `execute`, `transaction`),
                "review" the one for texts that are only evaluated. Single hits may lead to less where the text around them makes
                them harmless (a sequence that is drawn from inside an INSERT, a row lock inside a transaction); a policy may
                change every decision that is not marked fixed.

                | code | title | severity | run | review | policy |
                |---|---|---|---|---|---|
                """);
        for (Rule rule : Rule.values()) {
            text.append("| [%s](#%s) | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            rule.code(),
                            rule.code().toLowerCase(Locale.ROOT),
                            rule.title(),
                            rule.severity().label(),
                            label(rule.decision(Purpose.QUERY)),
                            label(rule.decision(Purpose.EVALUATE)),
                            rule.adjustable() ? "may change" : "fixed"));
        }
        for (Rule rule : Rule.values()) {
            text.append("\n## %s\n\n%s. %s\n\nWhat to do: %s\n"
                    .formatted(rule.code(), rule.title(), rule.message(), rule.suggestion()));
        }
        return text.toString();
    }

    private static String label(Decision decision) {
        return decision.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
