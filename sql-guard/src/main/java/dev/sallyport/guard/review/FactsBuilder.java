package dev.sallyport.guard.review;

import dev.sallyport.guard.facts.Facts;
import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.facts.Risk;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.facts.TokenizedParameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/// Collects the facts of one statement. Each set stops growing at a bound, so a verdict stays small. Not thread-safe.
public final class FactsBuilder {

    private static final int MOST = 1_000;

    private final SequencedSet<Relation> relations = new LinkedHashSet<>();
    private final SequencedSet<String> columns = new LinkedHashSet<>();
    private final SequencedSet<String> functions = new LinkedHashSet<>();
    private final TreeSet<Integer> parameters = new TreeSet<>();
    private final List<TokenizedParameter> tokenized = new ArrayList<>();
    private final EvidenceBuilder evidence = new EvidenceBuilder();
    private boolean plain = true;

    /// For what a verdict under another policy needs.
    public EvidenceBuilder evidence() {
        return evidence;
    }

    public void relation(Names name, Relation.Access access) {
        add(relations, new Relation(name.schema(), name.name(), access));
    }

    public void column(String column) {
        add(columns, column);
    }

    public void function(String function) {
        add(functions, function);
    }

    public void parameter(int number) {
        parameters.add(number);
    }

    public void tokenized(TokenizedParameter parameter) {
        tokenized.add(parameter);
    }

    public void notPlain() {
        plain = false;
    }

    private static <T> void add(Set<T> set, T value) {
        if (set.size() < MOST) {
            set.add(value);
        }
    }

    public Facts build(StatementKind kind, Risk risk, String fingerprint) {
        return new Facts(
                kind,
                Collections.unmodifiableSet(relations),
                Collections.unmodifiableSet(columns),
                Collections.unmodifiableSet(functions),
                Collections.unmodifiableSet(parameters),
                List.copyOf(tokenized),
                fingerprint,
                risk,
                evidence.build(),
                plain && kind == StatementKind.SELECT);
    }
}
