package dev.sallyport.quickstart.canary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// Everything that a database holds, table after table, as `pg_dump` would read it. Views too: `audit.event` shows
/// whole what its table stores by the difference to another record.
final class DatabaseDump implements AutoCloseable {

    private final Connection connection;

    /// Takes the connection over.
    DatabaseDump(Connection connection) {
        this.connection = connection;
    }

    /// Every table and view that is not PostgreSQL's own, and the servers' roles and sessions.
    List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>(List.of("pg_authid", "pg_stat_activity", "pg_db_role_setting"));
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.relkind IN ('r', 'm', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                         ORDER BY 1""")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    byte[] text(String table) throws SQLException, IOException {
        return copy(table, "FORMAT text");
    }

    byte[] binary(String table) throws SQLException, IOException {
        return copy(table, "FORMAT binary");
    }

    private byte[] copy(String table, String options) throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (SELECT * FROM " + table + ") TO STDOUT (" + options + ")", out);
        return out.toByteArray();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
