package dev.sallyport.vault.operation;

import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.service.audit.PgAuditLog;
import dev.sallyport.service.audit.route.AuditService;
import dev.sallyport.service.kms.KmsGauge;
import dev.sallyport.vault.proxylink.ProxyLink;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// Live while the process answers. Ready while the database and the audit log do; KMS and proxy are shown but do not
/// take a replica out, since every replica would go at once and what needs neither would go with them.
class HealthChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck process(PostQuantum postQuantum) {
        return () -> HealthCheckResponse.named("process")
                .up()
                .withData("crypto", postQuantum.report().toString())
                .build();
    }

    @Produces
    @Readiness
    @ApplicationScoped
    AsyncHealthCheck database(Pool pool) {
        return () -> Uni.createFrom()
                .completionStage(() -> pool.preparedQuery("SELECT 1").execute().toCompletionStage())
                .map(_ -> HealthCheckResponse.up("database"))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(HealthCheckResponse.down("database"))
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down("database"));
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck audit(PgAuditLog audit, AuditService service) {
        return () -> HealthCheckResponse.named("audit")
                .status(audit.isAvailable())
                .withData("waiting", audit.waiting())
                .withData("sequencing", service.isSequencing())
                .build();
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck links(KmsGauge kms, ProxyLink proxy) {
        return () -> HealthCheckResponse.named("links")
                .up()
                .withData(
                        "kms",
                        kms.downSince().map(since -> "down since " + since).orElse("up"))
                .withData(
                        "proxy",
                        proxy.downSince().map(since -> "down since " + since).orElse("up"))
                .build();
    }
}
