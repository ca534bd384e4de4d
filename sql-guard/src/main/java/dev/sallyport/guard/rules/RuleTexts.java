package dev.sallyport.guard.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The words of the rules, from `rules.txt`: four lines a rule, in the order of the enum.
final class RuleTexts {

    record RuleText(String title, String message, String suggestion) {}

    static final RuleTexts LOADED = new RuleTexts(lines());

    private static final int LINES_OF_A_RULE = 4;

    private final Map<Rule, RuleText> texts = new EnumMap<>(Rule.class);

    private RuleTexts(List<String> lines) {
        Rule[] rules = Rule.values();
        for (Rule rule : rules) {
            int at = rule.ordinal() * LINES_OF_A_RULE;
            if (!lines.get(at).equals(rule.code())) {
                throw new IllegalStateException(
                        "rules.txt has " + lines.get(at) + " where " + rule.code() + " belongs");
            }
            texts.put(
                    rule,
                    new RuleText(
                            lines.get(at + 1).strip(),
                            lines.get(at + 2).strip(),
                            lines.get(at + 3).strip()));
        }
    }

    RuleText of(Rule rule) {
        return Objects.requireNonNull(texts.get(rule));
    }

    private static List<String> lines() {
        try (var stream = Objects.requireNonNull(RuleTexts.class.getResourceAsStream("rules.txt"), "rules.txt")) {
            return new String(stream.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
