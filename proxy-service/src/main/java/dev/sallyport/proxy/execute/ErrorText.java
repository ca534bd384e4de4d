package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.wire.ServerError;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller may read of a database's error. The database's own text may hold values, rows, users and hosts; it
/// is passed on only for the states whose text PostgreSQL makes from names in the statement, and else replaced by a
/// text of ours.
final class ErrorText {

    /// Undefined or ambiguous tables, columns, functions and types, and type mismatches.
    private static final Set<String> NAMES_ONLY =
            Set.of("42703", "42P01", "42883", "42702", "42725", "42804", "42704", "3F000", "42803", "42P10", "42P18");

    private static final Map<String, String> BY_STATE = Map.ofEntries(
            Map.entry("22P02", "a value is not written in the form of its type"),
            Map.entry("22003", "a number is out of range of its type"),
            Map.entry("22001", "a text is too long for its column"),
            Map.entry("22007", "a date or time is not written in a form that the database reads"),
            Map.entry("22008", "a date or time is out of range"),
            Map.entry("22012", "division by zero"),
            Map.entry("23502", "a column that must not be null got no value"),
            Map.entry("23503", "a foreign key is violated"),
            Map.entry("23505", "a unique constraint is violated"),
            Map.entry("23514", "a check constraint is violated"),
            Map.entry("23P01", "an exclusion constraint is violated"),
            Map.entry("25006", "the statement changes something, and the operation only reads"),
            Map.entry("40001", "the transaction met a concurrent one; repeat it"),
            Map.entry("40P01", "a deadlock was broken; repeat the transaction"),
            Map.entry("42501", "the database role has no permission for this"),
            Map.entry("42601", "syntax error"),
            Map.entry("42P02", "the statement names a parameter that was not given"),
            Map.entry("53100", "the database is out of disk space"),
            Map.entry("53200", "the database is out of memory"),
            Map.entry("53300", "the database takes no more connections"),
            Map.entry("55P03", "a lock was not granted in time"));

    private static final Map<String, String> BY_CLASS = Map.of(
            "08", "the connection to the database broke",
            "0A", "the database does not support this",
            "21", "a subquery returned more than one row",
            "22", "a value does not fit",
            "23", "a constraint is violated",
            "25", "the statement is not possible in this transaction",
            "42", "the statement does not fit the database's objects",
            "53", "the database is out of a resource",
            "54", "the statement exceeds a limit of the database",
            "57", "the database ended the statement");

    private ErrorText() {}

    static String of(ServerError error) {
        if (NAMES_ONLY.contains(error.sqlState())) {
            return printable(error.message());
        }
        String stateClass = error.sqlState().substring(0, 2);
        String text = BY_STATE.getOrDefault(
                error.sqlState(), BY_CLASS.getOrDefault(stateClass, "the database refused the statement"));
        return text + place(error);
    }

    /// Constraint, table and column are fields of their own in the protocol and hold names only.
    private static String place(ServerError error) {
        if (!error.in("23")) {
            return "";
        }
        return named(" (constraint ", error.constraint())
                + named(" (table ", error.table())
                + named(" (column ", error.column());
    }

    private static String named(String label, @Nullable String name) {
        return name == null ? "" : label + printable(name) + ")";
    }

    private static String printable(String text) {
        String cut = text.length() <= 300 ? text : text.substring(0, 300);
        return cut.replaceAll("\\p{C}", " ");
    }
}
