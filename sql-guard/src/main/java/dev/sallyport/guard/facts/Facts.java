package dev.sallyport.guard.facts;

import java.util.List;
import java.util.Set;

/// What one statement would do. Sets keep the order in which the statement names things.
///
/// @param columns as written, with their table where the statement says it (`u.name`, `name`, `u.*`)
/// @param functions as written, e.g. `count`, `pg_catalog.lower`
/// @param parameters the n of every `$n`
/// @param tokenized parameters that feed tokenized columns
/// @param fingerprint 16 hex digits, the same for statements that differ in constants only; empty when there is no tree
/// @param evidence what judging under another policy needs
/// @param plain holds nothing but allow-listed read nodes, built-in functions, operators and types
public record Facts(
        StatementKind kind,
        Set<Relation> relations,
        Set<String> columns,
        Set<String> functions,
        Set<Integer> parameters,
        List<TokenizedParameter> tokenized,
        String fingerprint,
        Risk risk,
        Evidence evidence,
        boolean plain) {

    /// The same with other evidence.
    public Facts with(Evidence other) {
        return new Facts(kind, relations, columns, functions, parameters, tokenized, fingerprint, risk, other, plain);
    }

    /// Of a text that was not understood.
    public static Facts unknown() {
        return new Facts(
                StatementKind.UNKNOWN,
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(),
                "",
                Risk.FORBIDDEN,
                Evidence.NONE,
                false);
    }
}
