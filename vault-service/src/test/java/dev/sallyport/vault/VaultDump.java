package dev.sallyport.vault;

import dev.sallyport.vault.stack.VaultStack;
import java.sql.SQLException;

/// All rows of all tables of the vault's database, as the superuser sees them, and whole audit records.
final class VaultDump {
    private VaultDump() {}

    static String of(VaultStack stack) throws SQLException {
        var dump = new StringBuilder();
        try (var connection = stack.postgres().superuser(stack.database());
                var tables = connection
                        .createStatement()
                        .executeQuery("SELECT schemaname || '.' || tablename FROM pg_tables"
                                + " WHERE schemaname IN ('vault', 'audit') UNION ALL SELECT 'audit.event'")) {
            while (tables.next()) {
                try (var rows = connection
                        .createStatement()
                        .executeQuery("SELECT row_to_json(t)::text FROM " + tables.getString(1) + " t")) {
                    while (rows.next()) {
                        dump.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }
}
