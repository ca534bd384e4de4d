package dev.sallyport.vault.hop;

import dev.sallyport.service.jwt.ServiceTokenVerifier;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import dev.sallyport.vault.metering.Stage;
import dev.sallyport.vault.metering.Stages;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/// The internal routes, and the check that stands in front of each of them.
@ApplicationScoped
class HopRoutes {
    private static final Logger LOG = Logger.getLogger(HopRoutes.class);
    private static final String BASE = "/internal/v1";
    private static final String JSON = "application/json";
    private static final long MAX_BODY_BYTES = 1 << 20;

    private final ServiceTokenVerifier tokens;
    private final GrantReader grants;
    private final ChangeStreams changes;
    private final UsageIntake usage;
    private final Stages stages;

    HopRoutes(
            ServiceTokenVerifier tokens, GrantReader grants, ChangeStreams changes, UsageIntake usage, Stages stages) {
        this.tokens = tokens;
        this.grants = grants;
        this.changes = changes;
        this.usage = usage;
        this.stages = stages;
    }

    void routes(@Observes Router router) {
        router.route(BASE + "/*").order(-10).handler(this::requireProxy);
        router.get(BASE + "/grants/:collection/:id").handler(this::grant);
        router.get(BASE + "/changes").handler(changes::open);
        router.post(BASE + "/usage")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                .handler(this::used);
        router.route(BASE + "/*")
                .order(Integer.MAX_VALUE)
                .handler(http -> refuse(http, new ProblemException(ProblemCode.NOT_FOUND)));
    }

    private void requireProxy(RoutingContext http) {
        if (!http.request().isSSL()) {
            refuse(http, new ProblemException(ProblemCode.NOT_FOUND));
            return;
        }
        try {
            tokens.verify(http.request().getHeader("Authorization"));
            http.next();
        } catch (TokenRefused e) {
            LOG.warnf("hop.refused reason=%s", e.getMessage());
            refuse(http, new ProblemException(ProblemCode.UNAUTHENTICATED));
        }
    }

    private void grant(RoutingContext http) {
        long begun = System.nanoTime();
        grants.find(http.pathParam("collection"), http.pathParam("id"))
                .onComplete(_ -> stages.took(Stage.GRANT, begun))
                .onSuccess(found -> found.ifPresentOrElse(
                        json -> http.response().putHeader("Content-Type", JSON).end(json),
                        () -> refuse(http, new ProblemException(ProblemCode.NOT_FOUND))))
                .onFailure(fault -> refuse(http, HopFaults.of(fault)));
    }

    private void used(RoutingContext http) {
        usage.take(http.body().buffer())
                .onSuccess(_ -> http.response().putHeader("Content-Type", JSON).end("{\"success\":true}"))
                .onFailure(fault -> refuse(http, HopFaults.of(fault)));
    }

    static void refuse(RoutingContext http, ProblemException problem) {
        log(problem);
        var document =
                ProblemDocument.of(Faults.toProblem(problem), RequestId.next().value());
        http.response()
                .setStatusCode(document.status())
                .putHeader("Content-Type", ProblemDocument.CONTENT_TYPE)
                .end(Buffer.buffer(document.toBytes()));
    }

    private static void log(ProblemException problem) {
        if (problem.code() == ProblemCode.SHUTTING_DOWN) {
            // A proxy asks for its stream five times a second until another replica gives it one.
            LOG.debug("hop.refused reason=shutting_down");
        } else if (problem.code().status() >= 500) {
            LOG.errorf(
                    problem.getCause(),
                    "hop.failed code=%s log=%s",
                    problem.code().code(),
                    problem.logText());
        }
    }
}
