package dev.sallyport.guard.rules;

/// One finding of one rule at one place.
///
/// @param decision what the hit leads to under the policy that was asked
/// @param message what is wrong, with the names concerned, never with values
/// @param suggestion what to do instead
/// @param astNodePath RFC 6901 pointer into libpg_query's JSON, empty when there is no tree
/// @param offset in characters (code points) of the text, from 0
/// @param line from 1
/// @param column from 1, in characters
public record Hit(
        Rule rule,
        Decision decision,
        String message,
        String suggestion,
        String astNodePath,
        int offset,
        int line,
        int column) {

    public String code() {
        return rule.code();
    }

    public Severity severity() {
        return rule.severity();
    }
}
