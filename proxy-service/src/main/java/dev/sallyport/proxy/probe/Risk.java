package dev.sallyport.proxy.probe;

import java.util.Locale;

/// What a role should not be able to do, with the question that finds it out. `code` is stable.
enum Risk {
    SUPERUSER(
            "critical",
            "r.rolsuper",
            "The role is a superuser.",
            "Create a role with LOGIN only and grant it what the application needs."),
    BYPASSES_ROW_SECURITY(
            "high", "r.rolbypassrls", "The role bypasses row level security.", "ALTER ROLE … NOBYPASSRLS."),
    REPLICATION("high", "r.rolreplication", "The role may replicate.", "ALTER ROLE … NOREPLICATION."),
    CREATES_ROLES("high", "r.rolcreaterole", "The role may create roles.", "ALTER ROLE … NOCREATEROLE."),
    CREATES_DATABASES("medium", "r.rolcreatedb", "The role may create databases.", "ALTER ROLE … NOCREATEDB."),
    READS_SERVER_FILES(
            "critical",
            "pg_catalog.pg_has_role('pg_read_server_files', 'MEMBER')",
            "The role may read files of the server.",
            "REVOKE pg_read_server_files."),
    WRITES_SERVER_FILES(
            "critical",
            "pg_catalog.pg_has_role('pg_write_server_files', 'MEMBER')",
            "The role may write files of the server.",
            "REVOKE pg_write_server_files."),
    RUNS_SERVER_PROGRAMS(
            "critical",
            "pg_catalog.pg_has_role('pg_execute_server_program', 'MEMBER')",
            "The role may run programs on the server.",
            "REVOKE pg_execute_server_program."),
    OWNS_DATABASE(
            "high",
            "EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database() AND d.datdba = r.oid)",
            "The role owns the database.",
            "Let another role own the database."),
    OWNS_TABLES(
            "high",
            """
            EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema)')""",
            "The role owns tables, so it can change and drop them.",
            "Let another role own the tables and grant this one SELECT, INSERT, UPDATE, DELETE."),
    CREATES_IN_DATABASE(
            "medium",
            "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')",
            "The role may create schemas.",
            "REVOKE CREATE ON DATABASE."),
    CREATES_IN_SCHEMA("medium", """
            EXISTS (SELECT FROM pg_catalog.pg_namespace n
                    WHERE n.nspname !~ '^(pg_|information_schema)' AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'))""", "The role may create tables and functions.", "REVOKE CREATE ON SCHEMA."),
    TRUNCATES_TABLES(
            "medium",
            """
            EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
                      AND pg_catalog.has_table_privilege(c.oid, 'TRUNCATE'))""",
            "The role is granted TRUNCATE on tables.",
            "REVOKE TRUNCATE; a DELETE with a condition is seen by the guard."),
    WRITES_TABLES(
            "info",
            """
            EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
                      AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE'))""",
            "The role is granted INSERT, UPDATE or DELETE on tables.",
            "Where only reading is needed, grant SELECT only.");

    private final String severity;
    private final String question;
    private final String message;
    private final String fix;

    Risk(String severity, String question, String message, String fix) {
        this.severity = severity;
        this.question = question;
        this.message = message;
        this.fix = fix;
    }

    /// One row, one boolean per risk in the order of this enum.
    static String sql() {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (Risk risk : values()) {
            sql.append(risk.ordinal() == 0 ? "" : ", ").append(risk.question);
        }
        return sql.append(" FROM pg_catalog.pg_roles r WHERE r.rolname = current_user")
                .toString();
    }

    Finding finding() {
        return new Finding(name().toLowerCase(Locale.ROOT), severity, message, fix);
    }
}
