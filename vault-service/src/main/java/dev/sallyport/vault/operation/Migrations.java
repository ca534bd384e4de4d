package dev.sallyport.vault.operation;

import dev.sallyport.service.audit.AuditSchema;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/// Brings the schemas `vault` and `audit` up to date, as the role that owns them; the service itself never connects
/// with it.
final class Migrations {
    private Migrations() {}

    static void run(DatabaseConfig database, MigrationConfig config) {
        if (!config.atStart()) {
            return;
        }
        if (!database.username().matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalStateException("sallyport.database.username is not a plain role name");
        }
        var owner = owner(database, config);
        Flyway.configure()
                .dataSource(owner)
                .schemas("vault")
                .defaultSchema("vault")
                .table("schema_history")
                .locations("classpath:db/vault")
                .placeholders(Map.of("app_role", database.username()))
                .load()
                .migrate();
        AuditSchema.migrate(owner, database.username());
    }

    private static DataSource owner(DatabaseConfig database, MigrationConfig config) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {database.host()});
        source.setPortNumbers(new int[] {database.port()});
        source.setDatabaseName(database.name());
        source.setUser(config.username().orElseThrow(() -> missing("username")));
        source.setPassword(config.password().orElseThrow(() -> missing("password")));
        source.setSslMode("verify-full");
        source.setSslRootCert(database.ca().toString());
        source.setConnectTimeout(10);
        return source;
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("sallyport.migration." + name + " is missing");
    }
}
