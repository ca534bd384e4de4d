package dev.sallyport.proxy;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready when calls can be served: the schema is there, the own keys are open, the audit store takes records, and
/// grants may serve. A KMS that does not answer is shown and does not make the service unready, since open pools go
/// on.
@Readiness
@ApplicationScoped
public class ProxyReadiness implements HealthCheck {

    private final ProxyService service;

    ProxyReadiness(ProxyService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        ProxyHouse house = service.house();
        boolean database = service.isMigrated() && house.audit.isAvailable();
        boolean keys = house.keys.isLoaded();
        long observing = house.observing();
        boolean grants = house.grants.stream().mayServeCached();
        return HealthCheckResponse.named("sallyport-proxy")
                .status(database && keys && grants)
                .withData("database", database)
                .withData("audit", house.audit.isAvailable())
                .withData("sequencing", house.auditService.isSequencing())
                .withData("own_keys", keys)
                .withData("change_stream_alive", house.grants.stream().isAlive())
                .withData("grants_serve", grants)
                .withData("kms_answers", house.kms.isAnswering())
                .withData("policies", observing == 0 ? "enforced" : "OBSERVED ONLY, nothing is stopped")
                .withData("integrations_observed_only", observing)
                .withData("post_quantum", house.postQuantum.report().toString())
                .build();
    }
}
