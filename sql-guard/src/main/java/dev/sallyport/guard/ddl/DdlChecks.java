package dev.sallyport.guard.ddl;

import dev.sallyport.guard.facts.Relation;
import dev.sallyport.guard.review.Names;
import dev.sallyport.guard.review.Review;
import dev.sallyport.guard.rules.Rule;
import dev.sallyport.guard.tree.Node;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Schema changes: what loses data, what locks a table for long, what only an administrator should do.
///
/// Source: the practice that Squawk, strong_migrations and the PostgreSQL manual's chapter on explicit locking
/// describe.
public final class DdlChecks {

    private static final Set<String> HOLDS_DATA = Set.of(
            "OBJECT_TABLE",
            "OBJECT_SCHEMA",
            "OBJECT_SEQUENCE",
            "OBJECT_TYPE",
            "OBJECT_DOMAIN",
            "OBJECT_MATVIEW",
            "OBJECT_FOREIGN_TABLE");

    private final Review review;
    private final Node statement;

    public DdlChecks(Review review) {
        this.review = review;
        statement = review.statement();
    }

    public void check() {
        switch (statement.type()) {
            case "IndexStmt" -> createIndex();
            case "DropStmt" -> drop();
            case "ReindexStmt" -> {
                if (option("params", "concurrently") == null) {
                    review.hit(Rule.DDL_012, statement);
                } else {
                    concurrently();
                }
            }
            case "DropOwnedStmt" -> review.hit(Rule.DDL_001, statement);
            case "ClusterStmt" -> review.hit(Rule.DDL_012, statement);
            case "VacuumStmt" -> {
                if (option("options", "full") != null) {
                    review.hit(Rule.DDL_012, statement);
                }
            }
            case "AlterTableStmt" -> new AlterTableChecks(review).check();
            case "RenameStmt" -> rename();
            case "RefreshMatViewStmt" -> refresh();
            case "AlterEnumStmt" -> {
                if (statement.has("oldVal")) {
                    review.hit(Rule.DDL_032, statement);
                }
            }
            case "AlterDomainStmt" -> domain();
            case "CreateStmt" -> createTable();
            case "CreateTableAsStmt" -> createTableAs();
            case "CreateSeqStmt", "ViewStmt" -> Columns.name(review, statement, createdName());
            case "CreateFunctionStmt", "AlterFunctionStmt" -> new PrivilegeChecks(review).function();
            case "CreateRoleStmt", "AlterRoleStmt" -> new PrivilegeChecks(review).role();
            case "GrantRoleStmt" -> new PrivilegeChecks(review).membership();
            case "UpdateStmt", "DeleteStmt" -> bulkChange();
            default -> {}
        }
    }

    private String createdName() {
        Node relation = statement.has("view") ? statement.get("view") : statement.get("sequence");
        return relation == null ? "" : relation.text("relname");
    }

    private @Nullable Node option(String list, String name) {
        return statement.list(list).stream()
                .filter(option -> option.text("defname").equals(name))
                .findFirst()
                .orElse(null);
    }

    private void createIndex() {
        Node table = Objects.requireNonNull(statement.get("relation"), "relation");
        String name = Names.ofRelation(table).toString();
        if (statement.flag("concurrent")) {
            concurrently();
        } else if (!review.file().isNew(table)) {
            review.hit(
                    Rule.DDL_010,
                    statement,
                    "Writes to " + name + " wait until the index is built.",
                    "CREATE " + (statement.flag("unique") ? "UNIQUE " : "") + "INDEX CONCURRENTLY "
                            + statement.text("idxname") + " ON " + name + " …, outside a transaction.");
        }
    }

    private void concurrently() {
        if (review.file().inTransaction()) {
            review.hit(Rule.DDL_050, statement);
        }
    }

    private void drop() {
        String type = statement.text("removeType");
        switch (type) {
            case "OBJECT_INDEX" -> {
                if (statement.flag("concurrent")) {
                    concurrently();
                } else {
                    review.hit(Rule.DDL_011, statement);
                }
            }
            case "OBJECT_POLICY" -> review.hit(Rule.PRIV_005, statement);
            case "OBJECT_EXTENSION" -> review.hit(Rule.PRIV_007, statement);
            case "OBJECT_FDW", "OBJECT_FOREIGN_SERVER" -> review.hit(Rule.PRIV_008, statement);
            case "OBJECT_EVENT_TRIGGER", "OBJECT_ACCESS_METHOD", "OBJECT_CAST", "OBJECT_LANGUAGE" ->
                review.hit(Rule.PRIV_009, statement);
            default -> {
                if (HOLDS_DATA.contains(type) || statement.text("behavior").equals("DROP_CASCADE")) {
                    dropData(type);
                }
            }
        }
    }

    private void dropData(String type) {
        List<Names> dropped =
                statement.list("objects").stream().map(this::droppedName).toList();
        if (dropped.stream().allMatch(review.file()::isNew)) {
            return;
        }
        List<String> names = dropped.stream().map(Names::toString).toList();
        String what = type.substring("OBJECT_".length()).replace('_', ' ');
        review.hit(
                Rule.DDL_001,
                statement,
                "DROP " + what + " " + String.join(", ", names) + " loses the object and what depends on it.",
                Rule.DDL_001.suggestion());
    }

    private Names droppedName(Node object) {
        Names name = object.is("String") ? new Names("", object.text("sval")) : Names.of(object.list("items"));
        if (statement.text("removeType").equals("OBJECT_TABLE")) {
            review.facts().relation(name, Relation.Access.WRITE);
        }
        return name;
    }

    private void rename() {
        Node table = statement.get("relation");
        String type = statement.text("renameType");
        boolean visible = Set.of("OBJECT_TABLE", "OBJECT_COLUMN", "OBJECT_VIEW", "OBJECT_SCHEMA")
                .contains(type);
        if (visible && (table == null || !review.file().isNew(table))) {
            review.hit(Rule.DDL_032, statement);
        }
        Columns.name(review, statement, statement.text("newname"));
    }

    private void refresh() {
        Node view = statement.get("relation");
        if (!statement.flag("concurrent")
                && !statement.flag("skipData")
                && (view == null || !review.file().isNew(view))) {
            review.hit(
                    Rule.DDL_012,
                    statement,
                    "Readers of the view wait until it is filled.",
                    "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index.");
        }
    }

    /// Every table with a column of the domain is checked.
    private void domain() {
        Node constraint = statement.get("def");
        if (constraint != null && constraint.is("Constraint") && !constraint.flag("skip_validation")) {
            review.hit(Rule.DDL_041, statement);
        }
    }

    private void createTable() {
        Node table = Objects.requireNonNull(statement.get("relation"), "relation");
        review.file().created(table);
        Columns.name(review, table, table.text("relname"));
        for (Node element : statement.list("tableElts")) {
            if (element.is("ColumnDef")) {
                new Columns(review, element).hygiene();
            }
        }
    }

    private void createTableAs() {
        Node into = statement.get("into");
        Node table = into == null ? null : into.get("rel");
        if (table != null) {
            review.file().created(table);
        }
    }

    /// An UPDATE or DELETE in the transaction that changed the schema.
    private void bulkChange() {
        if (review.reviewed() && review.file().schemaChangedInTransaction()) {
            review.hit(Rule.DDL_052, statement);
        }
    }
}
