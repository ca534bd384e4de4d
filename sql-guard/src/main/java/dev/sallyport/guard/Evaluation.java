package dev.sallyport.guard;

import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the guard says about a text of several statements.
///
/// @param statements one verdict for each statement, in their order; one verdict for the whole text when it was not
///     understood
public record Evaluation(List<Statement> statements) {

    /// @param text the statement as written, without the semicolon; the whole text when it was not understood
    /// @param line where it starts, from 1
    public record Statement(Verdict verdict, String text, int line) {}

    public Evaluation {
        statements = List.copyOf(statements);
    }

    /// The worst of the statements' decisions.
    public Decision decision() {
        return statements.stream()
                .map(statement -> statement.verdict().decision())
                .max(Comparator.naturalOrder())
                .orElse(Decision.BLOCKED);
    }

    /// The hit that decided, if there is any hit.
    public Optional<Hit> worst() {
        return statements.stream()
                .flatMap(statement -> statement.verdict().worst().stream())
                .max(Comparator.comparing(Hit::decision).thenComparing(Hit::severity));
    }
}
