package dev.sallyport.guard.catalog;

import java.util.Locale;
import java.util.Set;

/// Which settings of a session a migration may set, and which a read may ask for: those that say how values are written
/// and how the session works, and
/// the customer's own (`app.tenant_id`). Files, folders, programs, addresses and libraries of the server are not among
/// them.
public final class Settings {

    private static final Set<String> HARMLESS = Set.of(
            "application_name",
            "block_size",
            "bytea_output",
            "client_encoding",
            "client_min_messages",
            "datestyle",
            "default_table_access_method",
            "default_tablespace",
            "default_text_search_config",
            "default_transaction_isolation",
            "default_transaction_read_only",
            "extra_float_digits",
            "idle_in_transaction_session_timeout",
            "in_hot_standby",
            "integer_datetimes",
            "intervalstyle",
            "is_superuser",
            "jit",
            "lc_collate",
            "lc_ctype",
            "lc_messages",
            "lc_monetary",
            "lc_numeric",
            "lc_time",
            "lock_timeout",
            "maintenance_work_mem",
            "max_connections",
            "max_identifier_length",
            "max_index_keys",
            "role",
            "row_security",
            "search_path",
            "server_encoding",
            "server_version",
            "server_version_num",
            "session_authorization",
            "standard_conforming_strings",
            "statement_timeout",
            "timezone",
            "transaction_isolation",
            "transaction_read_only",
            "work_mem",
            "xmlbinary",
            "xmloption");

    /// What migrations and dumps set for themselves.
    private static final Set<String> SET_BY_MIGRATIONS = Set.of(
            "check_function_bodies",
            "client_encoding",
            "client_min_messages",
            "default_table_access_method",
            "default_tablespace",
            "idle_in_transaction_session_timeout",
            "lock_timeout",
            "maintenance_work_mem",
            "max_parallel_maintenance_workers",
            "row_security",
            "search_path",
            "standard_conforming_strings",
            "statement_timeout",
            "timezone",
            "transaction_timeout",
            "xmloption");

    private Settings() {}

    /// Whether a reviewed migration may set it for its own session.
    public static boolean mayBeSetByMigration(String name) {
        return SET_BY_MIGRATIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    /// Names are compared as PostgreSQL does, whatever their case.
    public static boolean mayBeRead(String name) {
        return name.indexOf('.') > 0 || HARMLESS.contains(name.toLowerCase(Locale.ROOT));
    }
}
