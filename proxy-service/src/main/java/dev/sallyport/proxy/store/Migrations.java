package dev.sallyport.proxy.store;

import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.service.audit.AuditSchema;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/// Brings the schemas `proxy` and `audit` up to date as their owner, and tries again while the database does not
/// answer.
public final class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final BlockingPool blocking;
    private final DataSource owner;
    private final String appRole;
    private volatile boolean done;
    private volatile boolean stopped;

    public Migrations(Vertx vertx, BlockingPool blocking, DataSource owner, String appRole) {
        if (!appRole.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("sallyport.database.username is not a plain role name");
        }
        this.vertx = vertx;
        this.blocking = blocking;
        this.owner = owner;
        this.appRole = appRole;
    }

    /// Completes when the schemas are up to date.
    public Future<Boolean> start() {
        return blocking.call(this::migrate).recover(failure -> {
            LOG.warnf("event=migrations_not_run reason=%s", failure.getClass().getSimpleName());
            return stopped
                    ? Future.failedFuture(failure)
                    : vertx.timer(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(tick -> start());
        });
    }

    private Boolean migrate() {
        AuditSchema.migrate(owner, appRole);
        Flyway.configure()
                .dataSource(owner)
                .schemas("proxy")
                .defaultSchema("proxy")
                .table("schema_history")
                .locations("classpath:db/proxy")
                .placeholders(Map.of("app_role", appRole))
                .load()
                .migrate();
        done = true;
        return true;
    }

    public boolean isDone() {
        return done;
    }

    public void stop() {
        stopped = true;
    }
}
