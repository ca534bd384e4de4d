package dev.sallyport.service.audit;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// The schema `audit`, with a Flyway history of its own, so that a service's own migrations keep their numbers.
public final class AuditSchema {

    private AuditSchema() {}

    /// Brings the schema up to date. `owner` connects as the role that owns the schema; `appRole` is the existing
    /// role of the running service, which may INSERT and SELECT and nothing else.
    public static void migrate(DataSource owner, String appRole) {
        migrations(owner, appRole).load().migrate();
    }

    static FluentConfiguration migrations(DataSource owner, String appRole) {
        if (!appRole.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("appRole is not a plain role name");
        }
        return Flyway.configure()
                .dataSource(owner)
                .schemas("audit")
                .defaultSchema("audit")
                .table("schema_history")
                .locations("classpath:db/audit")
                .placeholders(Map.of("app_role", appRole, "barrier_lock", String.valueOf(AuditLocks.BARRIER)));
    }
}
