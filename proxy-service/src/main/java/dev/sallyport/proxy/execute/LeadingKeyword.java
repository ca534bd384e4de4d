package dev.sallyport.proxy.execute;

import java.util.Locale;
import java.util.Set;

/// The first keyword of a statement. PostgreSQL's grammar decides by it whether a statement controls transactions
/// or sessions, and such a statement must never run: a COMMIT inside a transaction has happened before its command
/// tag can be looked at.
///
/// This reads comments, white space and opening parentheses and nothing else; what it does not know is refused.
final class LeadingKeyword {

    static final Set<String> READS = Set.of("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN");
    static final Set<String> WRITES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "WITH");
    static final Set<String> IN_TRANSACTION =
            Set.of("INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "SELECT", "VALUES", "TABLE");

    private LeadingKeyword() {}

    /// In upper case; empty where the text begins with something else.
    static String of(String sql) {
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0B || c == '(') {
                at++;
            } else if (sql.startsWith("--", at)) {
                at = endOfLine(sql, at);
            } else if (sql.startsWith("/*", at)) {
                at = endOfComment(sql, at);
            } else {
                return word(sql, at);
            }
        }
        return "";
    }

    private static String word(String sql, int from) {
        int at = from;
        while (at < sql.length() && isLetter(sql.charAt(at))) {
            at++;
        }
        boolean longer = at < sql.length() && (sql.charAt(at) > 0x7F || "_$0123456789".indexOf(sql.charAt(at)) >= 0);
        return longer ? "" : sql.substring(from, at).toUpperCase(Locale.ROOT);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int endOfLine(String sql, int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /// Comments nest in PostgreSQL.
    private static int endOfComment(String sql, int from) {
        int depth = 0;
        int at = from;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return at;
                }
            } else {
                at++;
            }
        }
        return at;
    }
}
