package dev.sallyport.guard.check;

import dev.sallyport.guard.catalog.Settings;
import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the outermost node says: whether the kind is permitted, sessions, transactions, code, COPY, EXPLAIN.
public final class StatementChecks {

    private static final Set<String> ROLE_SETTINGS = Set.of("role", "session_authorization");

    private final Review review;
    private final Node statement;

    public StatementChecks(Review review) {
        this.review = review;
        statement = review.statement();
    }

    public void check(@Nullable Rule rule) {
        StatementKind kind = review.kind();
        if (!review.policy().permits(kind, review.purpose())) {
            review.hitByPolicy(Rule.OP_001, statement, kindMessage(kind), Rule.OP_001.suggestion());
        }
        if (rule != null) {
            byRule(rule);
        }
        switch (kind) {
            case COPY -> copy();
            case EXPLAIN -> explain();
            case SHOW -> show();
            default -> {}
        }
    }

    private String kindMessage(StatementKind kind) {
        return "%s is not permitted in %s."
                .formatted(kind.name(), review.purpose().name().toLowerCase(Locale.ROOT));
    }

    private void byRule(Rule rule) {
        switch (rule) {
            case SESS_001 -> session();
            case SESS_003 -> transaction();
            default -> review.hit(rule, statement);
        }
    }

    private void session() {
        String name = statement.text("name");
        if (ROLE_SETTINGS.contains(name)) {
            review.hit(Rule.SESS_002, statement);
        } else if (name.startsWith("TRANSACTION") || name.startsWith("SESSION CHARACTERISTICS")) {
            review.hit(Rule.SESS_003, statement);
        } else if (review.reviewed() && Settings.mayBeSetByMigration(name)) {
            if (name.equals("lock_timeout")) {
                review.file().setsLockTimeout();
            }
            review.advise(Rule.SESS_001, statement, "The statement sets " + name + ".", Rule.SESS_001.suggestion());
        } else {
            review.hit(Rule.SESS_001, statement);
        }
    }

    private void transaction() {
        String kind = statement.text("kind");
        switch (kind) {
            case "TRANS_STMT_BEGIN", "TRANS_STMT_START" -> review.file().transaction(true);
            case "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK" -> review.file().transaction(false);
            default -> {}
        }
        if (kind.contains("PREPARE")) {
            review.hit(
                    Rule.SESS_003,
                    statement,
                    "A prepared transaction outlives its session and keeps its locks.",
                    "Leave two-phase commit to a transaction manager.",
                    Decision.BLOCKED);
        } else {
            review.hit(Rule.SESS_003, statement);
        }
    }

    private void copy() {
        if (statement.flag("is_program") || statement.has("filename")) {
            review.hit(Rule.COPY_002, statement);
        }
    }

    private void show() {
        String name = statement.text("name");
        if (!Settings.mayBeRead(name)) {
            review.hit(
                    Rule.FUNC_004,
                    statement,
                    name.equals("all")
                            ? "SHOW ALL lists every setting."
                            : "The setting " + name + " tells of the server.",
                    "SHOW a setting of the session, such as search_path or server_version.");
        }
    }

    private void explain() {
        Node query = statement.get("query");
        if (query == null || query.is("SelectStmt")) {
            return;
        }
        review.hit(runs() ? Rule.READ_004 : Rule.READ_005, query);
    }

    /// Whether the last ANALYZE option, if any, is on.
    private boolean runs() {
        boolean analyze = false;
        for (Node option : statement.list("options")) {
            if (option.text("defname").equals("analyze")) {
                analyze = !isOff(option.get("arg"));
            }
        }
        return analyze;
    }

    private static boolean isOff(@Nullable Node value) {
        if (value == null) {
            return false;
        }
        String text = value.text("sval") + value.text("ival") + value.text("boolval");
        return value.is("Integer")
                ? !value.has("ival")
                : Set.of("false", "off", "0", "no").contains(text);
    }
}
