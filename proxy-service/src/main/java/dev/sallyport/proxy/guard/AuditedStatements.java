package dev.sallyport.proxy.guard;

import dev.sallyport.crypto.audit.StatementFacts;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.Relation;
import java.util.List;

/// What the audit says about statements: kind, relations and fingerprint, never their text.
public final class AuditedStatements {

    private static final int MOST_STATEMENTS = 64;
    private static final int MOST_RELATIONS = 256;

    private AuditedStatements() {}

    /// Of the statements that were understood.
    public static List<StatementFacts> of(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(Verdict::facts)
                .filter(facts -> !facts.fingerprint().isEmpty())
                .limit(MOST_STATEMENTS)
                .map(AuditedStatements::facts)
                .toList();
    }

    private static StatementFacts facts(Facts facts) {
        List<String> relations = facts.relations().stream()
                .map(Relation::qualifiedName)
                .map(AuditedStatements::withoutControls)
                .distinct()
                .limit(MOST_RELATIONS)
                .toList();
        return new StatementFacts(facts.fingerprint(), facts.kind().label(), relations, List.of());
    }

    private static String withoutControls(String name) {
        var plain = new StringBuilder(name.length());
        name.codePoints().forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return plain.toString();
    }
}
