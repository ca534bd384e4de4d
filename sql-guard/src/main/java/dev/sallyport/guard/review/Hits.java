package dev.sallyport.guard.review;

import dev.sallyport.guard.facts.Evidence;
import dev.sallyport.guard.parser.SqlText;
import dev.sallyport.guard.parser.TextPosition;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the hits on one statement under one policy. Not thread-safe.
public final class Hits {

    private static final int MOST = 200;

    private static final Comparator<Hit> WORST_FIRST = Comparator.comparing(Hit::decision)
            .thenComparing(Hit::severity)
            .reversed()
            .thenComparing(hit -> hit.rule() == Rule.OP_001)
            .thenComparing(Hit::offset);

    /// Rules that would speak of every other statement: silent unless they stop something or a policy names them.
    private static final Set<Rule> QUIET = EnumSet.of(Rule.DDL_005, Rule.OBJ_005);

    private final SqlText text;
    private final Purpose purpose;
    private final Policy policy;
    private final int start;
    private final List<Hit> found = new ArrayList<>();
    private final Set<Rule> rules = EnumSet.noneOf(Rule.class);
    private final Map<Rule, Set<Decision>> fixed = new EnumMap<>(Rule.class);
    private Decision decision = Decision.ALLOWED;

    /// @param start byte offset of the statement, for nodes without a location
    public Hits(SqlText text, Purpose purpose, Policy policy, int start) {
        this.text = text;
        this.purpose = purpose;
        this.policy = policy;
        this.start = start;
    }

    public void add(Rule rule, Node at) {
        add(rule, at, rule.message(), rule.suggestion());
    }

    public void add(Rule rule, Node at, String message, String suggestion) {
        add(rule, at, message, suggestion, rule.decision(purpose));
    }

    /// A hit that leads to `usual` unless the policy says otherwise, whatever the rule's own default.
    public void add(Rule rule, Node at, String message, String suggestion, Decision usual) {
        fixed(rule, usual);
        addByPolicy(rule, at, message, suggestion, usual);
    }

    /// The same for a hit that another policy might not bring about.
    public void addByPolicy(Rule rule, Node at, String message, String suggestion, Decision usual) {
        policy.decision(rule, usual).ifPresent(decided -> {
            if (!silent(rule, decided, policy)) {
                record(rule, decided, message, suggestion, at.pointer(), offset(at));
            }
        });
    }

    /// Whether a hit is not worth telling.
    public static boolean silent(Rule rule, Decision decided, Policy policy) {
        return decided == Decision.ALLOWED && QUIET.contains(rule) && !policy.sets(rule);
    }

    private void fixed(Rule rule, Decision usual) {
        fixed.computeIfAbsent(rule, _ -> EnumSet.noneOf(Decision.class)).add(usual);
    }

    /// Writes the hits that no content of a policy brought about.
    public void tell(EvidenceBuilder evidence) {
        fixed.forEach(
                (rule, all) -> all.forEach(usual -> evidence.add(Evidence.Topic.FIXED, rule.code(), usual.name())));
    }

    private int offset(Node at) {
        Node owner = at.owner();
        return owner != null && owner.is("RawStmt") ? start : Math.max(at.offset(), start);
    }

    /// A hit that does not stand on a node of the tree.
    public void add(Rule rule, String message, String pointer, int byteOffset) {
        fixed(rule, rule.decision(purpose));
        record(rule, rule.decision(purpose), message, rule.suggestion(), pointer, byteOffset);
    }

    private void record(Rule rule, Decision decided, String message, String suggestion, String pointer, int offset) {
        boolean worse = decided.compareTo(decision) > 0;
        decision = decision.orWorse(decided);
        rules.add(rule);
        if (found.size() < MOST || worse) {
            TextPosition place = text.at(offset);
            String before = text.slice(0, offset);
            int characters = before.codePointCount(0, before.length());
            found.add(new Hit(rule, decided, message, suggestion, pointer, characters, place.line(), place.column()));
        }
    }

    public Decision decision() {
        return decision;
    }

    public Set<Rule> rules() {
        return rules;
    }

    /// All hits, the worst first.
    public List<Hit> worstFirst() {
        found.sort(WORST_FIRST);
        return List.copyOf(found);
    }
}
