package dev.sallyport.guard.review;

import dev.sallyport.guard.facts.StatementKind;
import dev.sallyport.guard.rules.Rule;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What kind of statement each node is, and the rule that speaks of every statement of its sort.
public final class StatementTable {

    /// @param rule null when the statement is fine as such
    public record Entry(StatementKind kind, @Nullable Rule rule) {}

    private static final Map<String, Entry> ENTRIES = new HashMap<>();

    static {
        put(StatementKind.SELECT, null, "SelectStmt");
        put(StatementKind.INSERT, null, "InsertStmt");
        put(StatementKind.UPDATE, null, "UpdateStmt");
        put(StatementKind.DELETE, null, "DeleteStmt");
        put(StatementKind.MERGE, null, "MergeStmt");
        put(StatementKind.EXPLAIN, null, "ExplainStmt");
        put(StatementKind.SHOW, null, "VariableShowStmt");
        put(StatementKind.SESSION, Rule.SESS_001, "VariableSetStmt DiscardStmt");
        put(StatementKind.TRANSACTION, Rule.SESS_003, "TransactionStmt ConstraintsSetStmt");
        put(StatementKind.NOTIFICATION, Rule.SESS_004, "ListenStmt UnlistenStmt NotifyStmt");
        put(StatementKind.CURSOR, Rule.SESS_005, "DeclareCursorStmt FetchStmt ClosePortalStmt");
        put(StatementKind.PREPARED, Rule.SESS_006, "PrepareStmt ExecuteStmt DeallocateStmt");
        put(StatementKind.LOCK, Rule.SESS_007, "LockStmt");
        put(StatementKind.LOAD, Rule.SESS_008, "LoadStmt");
        put(StatementKind.DO, Rule.CODE_001, "DoStmt");
        put(StatementKind.CALL, Rule.CODE_002, "CallStmt");
        put(StatementKind.COPY, Rule.COPY_001, "CopyStmt");
        put(StatementKind.TRUNCATE, Rule.DDL_004, "TruncateStmt");
        put(StatementKind.DDL, Rule.DDL_002, "DropdbStmt");
        put(StatementKind.MAINTENANCE, Rule.DDL_005, "VacuumStmt RefreshMatViewStmt ClusterStmt ReindexStmt");
        put(
                StatementKind.ADMIN,
                Rule.PRIV_006,
                "CheckPointStmt AlterSystemStmt AlterDatabaseStmt AlterDatabaseSetStmt"
                        + " AlterDatabaseRefreshCollStmt CreatedbStmt AlterRoleSetStmt CreateTableSpaceStmt DropTableSpaceStmt"
                        + " AlterTableSpaceOptionsStmt AlterTableMoveAllStmt");
        put(
                StatementKind.ADMIN,
                Rule.PRIV_001,
                "GrantStmt AlterDefaultPrivilegesStmt AlterOwnerStmt ReassignOwnedStmt"
                        + " DropOwnedStmt SecLabelStmt");
        put(StatementKind.ADMIN, Rule.PRIV_002, "GrantRoleStmt CreateRoleStmt AlterRoleStmt DropRoleStmt");
        put(StatementKind.ADMIN, Rule.PRIV_007, "CreateExtensionStmt AlterExtensionStmt AlterExtensionContentsStmt");
        put(
                StatementKind.ADMIN,
                Rule.PRIV_008,
                "CreateFdwStmt AlterFdwStmt CreateForeignServerStmt"
                        + " AlterForeignServerStmt CreateForeignTableStmt CreateUserMappingStmt AlterUserMappingStmt"
                        + " DropUserMappingStmt ImportForeignSchemaStmt CreatePublicationStmt AlterPublicationStmt"
                        + " CreateSubscriptionStmt AlterSubscriptionStmt DropSubscriptionStmt");
        put(
                StatementKind.ADMIN,
                Rule.PRIV_009,
                "CreateEventTrigStmt AlterEventTrigStmt CreateAmStmt CreatePLangStmt"
                        + " CreateCastStmt CreateTransformStmt CreateConversionStmt CreateOpClassStmt CreateOpFamilyStmt"
                        + " AlterOpFamilyStmt");
    }

    private StatementTable() {}

    private static void put(StatementKind kind, @Nullable Rule rule, String nodes) {
        for (String node : nodes.split(" ", -1)) {
            ENTRIES.put(node, new Entry(kind, rule));
        }
    }

    /// Of a statement's node; whatever is not listed is a schema change.
    public static Entry of(String node) {
        return Optional.ofNullable(ENTRIES.get(node)).orElseGet(() -> new Entry(StatementKind.DDL, Rule.DDL_005));
    }
}
