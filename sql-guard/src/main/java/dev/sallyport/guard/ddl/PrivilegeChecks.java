package dev.sallyport.guard.ddl;

import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Set;

/// Powers that a statement gives: superuser-like roles, functions that run with their owner's rights.
final class PrivilegeChecks {

    private static final Set<String> POWERS =
            Set.of("superuser", "bypassrls", "isreplication", "createrole", "createdb");

    private static final Set<String> POWERFUL_ROLES = Set.of(
            "pg_read_server_files",
            "pg_write_server_files",
            "pg_execute_server_program",
            "pg_read_all_data",
            "pg_write_all_data",
            "pg_monitor",
            "pg_signal_backend",
            "pg_create_subscription",
            "pg_maintain",
            "pg_use_reserved_connections",
            "pg_checkpoint",
            "pg_database_owner");

    private static final Set<String> TRUSTED_LANGUAGES = Set.of("sql", "plpgsql", "plperl", "pltcl", "plv8");

    private final Review review;
    private final Node statement;

    PrivilegeChecks(Review review) {
        this.review = review;
        statement = review.statement();
    }

    void function() {
        for (Node option : statement.list(statement.has("actions") ? "actions" : "options")) {
            Node value = option.get("arg");
            String name = option.text("defname");
            if (value == null) {
                continue;
            }
            if (name.equals("security") && value.flag("boolval")) {
                review.hit(Rule.PRIV_004, option);
            } else if (name.equals("language") && !TRUSTED_LANGUAGES.contains(value.text("sval"))) {
                review.hit(
                        Rule.PRIV_004,
                        option,
                        "The language " + value.text("sval") + " runs outside the database's protection.",
                        "Use sql or plpgsql.");
            }
        }
    }

    void role() {
        for (Node option : statement.list("options")) {
            Node value = option.get("arg");
            if (POWERS.contains(option.text("defname")) && (value == null || value.flag("boolval"))) {
                review.hit(Rule.PRIV_003, option);
            }
        }
    }

    void membership() {
        for (Node granted : statement.list("granted_roles")) {
            if (statement.flag("is_grant") && POWERFUL_ROLES.contains(granted.text("priv_name"))) {
                review.hit(
                        Rule.PRIV_003,
                        granted,
                        "Members of " + granted.text("priv_name") + " have powers over the whole server.",
                        Rule.PRIV_003.suggestion());
            }
        }
    }
}
