package dev.sallyport.guard.check;

import dev.sallyport.guard.catalog.Catalog;
import dev.sallyport.guard.catalog.Settings;
import dev.sallyport.guard.facts.Evidence.Topic;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.List;
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

    /// Why a function may not be called, and what that leads to unless the policy says otherwise.
    public record Refusal(Rule rule, Decision usual) {}

    public void call(Node call) {
        Names name = Names.of(call.list("funcname"));
        review.facts().function(name.toString());
        boolean changed = review.policy().removesFunction(name.schema(), name.name())
                || review.policy().addsFunction(name.schema(), name.name());
        if (changed || !builtInSchema(name) || !Catalog.BUILT_IN.safeFunction(name.name())) {
            review.facts().notPlain();
        }
        boolean harmless = Catalog.BUILT_IN.safeFunction(name.name());
        boolean settled = !changed && builtInSchema(name) && byArgument(call, name);
        if (!settled || harmless) {
            review.evidence().add(Topic.CALL, name);
        }
        if (settled) {
            return;
        }
        refusal(name, review.policy(), review.purpose(), review.kind())
                .ifPresent(refusal -> review.hitByPolicy(
                        refusal.rule(),
                        call,
                        message(name, refusal.rule()),
                        suggestion(name, refusal.rule()),
                        refusal.usual()));
    }

    /// `x.name` and `(x).name`: PostgreSQL takes the name for a function where `x` has no such column, so a function
    /// that is refused by its name is refused there too.
    public void attributes(Node at, List<Node> fields) {
        fields.stream().map(field -> field.text("sval")).forEach(text -> attribute(at, text));
    }

    private void attribute(Node at, String text) {
        var name = new Names("", text);
        String suggestion = "If it is a column, write it without its table.";
        if (text.equals("current_setting")) {
            review.facts().notPlain();
            review.hit(Rule.FUNC_004, at, message(name, Rule.FUNC_004), suggestion);
            return;
        }
        Optional<Rule> rule = review.policy().removesFunction("", text)
                ? Optional.of(Rule.FUNC_001)
                : Catalog.BUILT_IN
                        .refusalAsAttribute(text)
                        .filter(_ -> !review.policy().addsFunction("", text));
        rule.ifPresent(against -> {
            review.facts().notPlain();
            review.facts().function(text);
            review.evidence().add(Topic.CALL, name);
            review.hitByPolicy(against, at, message(name, against), suggestion, against.decision(review.purpose()));
        });
    }

    /// Calls that are judged by what they are asked for; false for all others.
    private boolean byArgument(Node call, Names name) {
        return switch (name.name()) {
            case "current_setting" -> {
                if (literal(call).filter(Settings::mayBeRead).isEmpty()) {
                    review.facts().notPlain();
                    review.hit(Rule.FUNC_004, call, message(name, Rule.FUNC_004), Rule.FUNC_004.suggestion());
                }
                yield true;
            }
            case "setval" -> {
                if (review.reviewed()) {
                    review.hit(
                            Rule.FUNC_006,
                            call,
                            "The statement sets where a sequence goes on.",
                            "Make sure that nobody draws from the sequence at that time.",
                            Decision.NEEDS_APPROVAL);
                }
                yield review.reviewed();
            }
            case "set_config" -> {
                boolean own = review.reviewed()
                        && literal(call).filter(Settings::mayBeSetByMigration).isPresent();
                if (own) {
                    review.advise(Rule.SESS_001, call, "The statement changes a setting.", Rule.SESS_001.suggestion());
                }
                yield own;
            }
            default -> false;
        };
    }

    /// The first argument, when it is a string.
    private static Optional<String> literal(Node call) {
        return call.list("args").stream()
                .findFirst()
                .map(argument -> argument.is("TypeCast") ? argument.get("arg") : argument)
                .map(constant -> constant.get("sval"))
                .map(string -> string.text("sval"));
    }

    /// What stands against calling a function.
    public static Optional<Refusal> refusal(Names name, Policy policy, Purpose purpose, StatementKind kind) {
        if (policy.removesFunction(name.schema(), name.name())) {
            return Optional.of(new Refusal(Rule.FUNC_001, Rule.FUNC_001.decision(purpose)));
        }
        boolean harmless = builtInSchema(name)
                && (Catalog.BUILT_IN.safeFunction(name.name())
                        || name.name().equals("nextval") && mayDraw(purpose, kind));
        if (harmless || policy.addsFunction(name.schema(), name.name())) {
            return Optional.empty();
        }
        Rule rule = Catalog.BUILT_IN.refusal(name.name()).orElse(Rule.FUNC_001);
        boolean ownInSchemaChange = rule == Rule.FUNC_001 && purpose == Purpose.EVALUATE && kind.changesSchema();
        return Optional.of(new Refusal(rule, ownInSchemaChange ? Decision.ALLOWED : rule.decision(purpose)));
    }

    public void sampling(Node sample) {
        Names method = Names.of(sample.list("method"));
        if (!builtInSchema(method) || !SAMPLING.contains(method.name())) {
            review.facts().notPlain();
            review.hit(
                    Rule.FUNC_001,
                    sample,
                    notListed(method),
                    suggestion(method, Rule.FUNC_001),
                    review.reviewed() && review.schemaChange()
                            ? Decision.ALLOWED
                            : Rule.FUNC_001.decision(review.purpose()));
        }
    }

    private static boolean builtInSchema(Names name) {
        return name.unqualified() || name.schema().equals(Catalog.SCHEMA);
    }

    /// Drawing from a sequence is part of many writes.
    private static boolean mayDraw(Purpose purpose, StatementKind kind) {
        return purpose != Purpose.QUERY && (kind.changesRows() || kind.changesSchema());
    }

    private String message(Names name, Rule rule) {
        if (review.policy().removesFunction(name.schema(), name.name())) {
            return "The policy takes the function " + name + " from the list.";
        }
        return rule == Rule.FUNC_001 ? notListed(name) : name + ": " + lowerFirst(rule.message());
    }

    private String suggestion(Names name, Rule rule) {
        if (review.policy().removesFunction(name.schema(), name.name())) {
            return "Ask for the policy to be widened.";
        }
        return rule == Rule.FUNC_001
                ? "If the function is yours and safe, add \"" + name + "\" to functions.add of the policy."
                : rule.suggestion();
    }

    private static String notListed(Names name) {
        return "The function " + name + " is not one of PostgreSQL's own that are known to be harmless.";
    }

    private static String lowerFirst(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
