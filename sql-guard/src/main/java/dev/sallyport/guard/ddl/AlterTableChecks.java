package dev.sallyport.guard.ddl;

import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// ALTER TABLE, command by command. Tables that the same text created are nobody's yet and may be changed freely.
final class AlterTableChecks {

    private final Review review;
    private final Node table;
    private final String name;

    AlterTableChecks(Review review) {
        this.review = review;
        table = Objects.requireNonNull(review.statement().get("relation"), "relation");
        name = Names.ofRelation(table).toString();
    }

    void check() {
        review.file().changesSchema();
        boolean fresh = review.file().isNew(table);
        for (Node command : review.statement().list("cmds")) {
            privilege(command);
            if (!fresh) {
                lock(command);
            }
        }
        if (!fresh && review.reviewed() && review.file().lacksLockTimeout()) {
            review.hit(Rule.DDL_051, review.statement());
        }
    }

    private void privilege(Node command) {
        switch (command.text("subtype")) {
            case "AT_DisableRowSecurity", "AT_NoForceRowSecurity" ->
                review.hit(
                        Rule.PRIV_005,
                        command,
                        "Row-level security of " + name + " is taken away.",
                        Rule.PRIV_005.suggestion());
            case "AT_ChangeOwner" -> review.hit(Rule.PRIV_001, command);
            default -> {}
        }
    }

    private void lock(Node command) {
        switch (command.text("subtype")) {
            case "AT_AddColumn" -> addColumn(command);
            case "AT_DropColumn" ->
                review.hit(
                        Rule.DDL_003,
                        command,
                        "The data of " + name + "." + command.text("name") + " is lost.",
                        Rule.DDL_003.suggestion());
            case "AT_AlterColumnType" ->
                review.hit(
                        Rule.DDL_030,
                        command,
                        "Changing the type of " + name + "." + command.text("name") + " may rewrite the table.",
                        Rule.DDL_030.suggestion());
            case "AT_SetNotNull" -> setNotNull(command);
            case "AT_DropNotNull" -> review.hit(Rule.DDL_033, command);
            case "AT_AddConstraint" -> addConstraint(command);
            case "AT_ValidateConstraint" -> review.file().validated(table);
            case "AT_AttachPartition" -> attach(command);
            case "AT_DetachPartition" -> detach(command);
            case "AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod", "AT_SetExpression" ->
                review.hit(
                        Rule.DDL_012,
                        command,
                        "All of " + name + " is rewritten under an exclusive lock.",
                        "Do it in a maintenance window, or copy the rows into a new table in batches.");
            default -> {}
        }
    }

    private void addColumn(Node command) {
        Node column = command.get("def");
        if (column != null && column.is("ColumnDef")) {
            var columns = new Columns(review, column);
            columns.hygiene();
            columns.added(name);
        }
    }

    private void setNotNull(Node command) {
        if (!review.file().isValidated(table)) {
            String column = command.text("name");
            review.hit(
                    Rule.DDL_031,
                    command,
                    "All of " + name + " is scanned under an exclusive lock.",
                    "ALTER TABLE " + name + " ADD CHECK (" + column + " IS NOT NULL) NOT VALID, then VALIDATE it, then"
                            + " SET NOT NULL.");
        }
    }

    private void addConstraint(Node command) {
        Node constraint = command.get("def");
        if (constraint == null) {
            return;
        }
        boolean valid = !constraint.flag("skip_validation");
        switch (constraint.text("contype")) {
            case "CONSTR_FOREIGN" -> hitUnless(!valid, Rule.DDL_040, constraint);
            case "CONSTR_CHECK" -> hitUnless(!valid, Rule.DDL_041, constraint);
            case "CONSTR_UNIQUE", "CONSTR_PRIMARY" -> hitUnless(constraint.has("indexname"), Rule.DDL_042, constraint);
            case "CONSTR_EXCLUSION" -> review.hit(Rule.DDL_042, constraint);
            default -> {}
        }
    }

    private void hitUnless(boolean fine, Rule rule, Node at) {
        if (!fine) {
            review.hit(rule, at);
        }
    }

    /// The partition's own rows are scanned unless a validated constraint implies the bound.
    private void attach(Node command) {
        Node definition = command.get("def");
        Node partition = definition == null ? null : definition.get("name");
        if (partition == null
                || !review.file().isValidated(partition) && !review.file().isNew(partition)) {
            review.hit(Rule.DDL_013, command);
        }
    }

    private void detach(Node command) {
        @Nullable Node partition = command.get("def");
        if (partition == null || !partition.flag("concurrent")) {
            review.hit(Rule.DDL_013, command);
        } else if (review.file().inTransaction()) {
            review.hit(Rule.DDL_050, command);
        }
    }
}
