package dev.sallyport.guard.check;

import dev.sallyport.guard.catalog.Catalog;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Optional;
import java.util.Set;

/// Which functions may be called, by resolved name. A name without a schema means the built-in function of that name,
/// as `pg_catalog` is searched first; a name that is not built in means the customer's own function, which is refused
/// unless the policy adds it.
public final class FunctionChecks {

    private static final Set<String> SAMPLING = Set.of("bernoulli", "system");

    private final Review review;

    public FunctionChecks(Review review) {
        this.review = review;
    }

    public void call(Node call) {
        Names name = Names.of(call.list("funcname"));
        review.facts().function(name.toString());
        if (review.policy().removesFunction(name.schema(), name.name())) {
            review.facts().notPlain();
            review.hit(
                    Rule.FUNC_001,
                    call,
                    "The policy takes the function " + name + " from the list.",
                    "Ask for the policy to be widened.");
        } else if (review.policy().addsFunction(name.schema(), name.name())) {
            review.facts().notPlain();
        } else if (!builtInSchema(name)) {
            refuse(call, name, Catalog.BUILT_IN.refusal(name.name()).orElse(Rule.FUNC_001));
        } else if (!Catalog.BUILT_IN.safeFunction(name.name())) {
            builtIn(call, name);
        }
    }

    public void sampling(Node sample) {
        Names method = Names.of(sample.list("method"));
        if (!builtInSchema(method) || !SAMPLING.contains(method.name())) {
            refuse(sample, method, Rule.FUNC_001);
        }
    }

    private static boolean builtInSchema(Names name) {
        return name.unqualified() || name.schema().equals(Catalog.SCHEMA);
    }

    private void builtIn(Node call, Names name) {
        Optional<Rule> refusal = Catalog.BUILT_IN.refusal(name.name());
        if (name.name().equals("nextval") && mayDraw()) {
            review.facts().notPlain();
        } else {
            refuse(call, name, refusal.orElse(Rule.FUNC_001));
        }
    }

    /// Drawing from a sequence is part of many writes.
    private boolean mayDraw() {
        return review.purpose() != Purpose.QUERY && (review.kind().changesRows() || review.schemaChange());
    }

    private void refuse(Node call, Names name, Rule rule) {
        review.facts().notPlain();
        String message = rule == Rule.FUNC_001 ? notListed(name) : name + ": " + lowerFirst(rule.message());
        String suggestion = rule == Rule.FUNC_001
                ? "If the function is yours and safe, add \"" + name + "\" to functions.add of the policy."
                : rule.suggestion();
        boolean ownInSchemaChange = rule == Rule.FUNC_001 && review.reviewed() && review.schemaChange();
        review.hit(
                rule,
                call,
                message,
                suggestion,
                ownInSchemaChange ? Decision.ALLOWED : rule.decision(review.purpose()));
    }

    private static String notListed(Names name) {
        return "The function " + name + " is not one of PostgreSQL's own that are known to be harmless.";
    }

    private static String lowerFirst(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
