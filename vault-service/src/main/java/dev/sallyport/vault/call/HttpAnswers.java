package dev.sallyport.vault.call;

import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Answers and problems as HTTP, in one place.
public final class HttpAnswers {
    private static final Logger LOG = Logger.getLogger(HttpAnswers.class);
    private static final String JSON = "application/json";

    private HttpAnswers() {}

    static Response of(Entrance entrance, @Nullable Rendered rendered, @Nullable Throwable fault) {
        if (fault != null || rendered == null) {
            return problem(
                    Faults.toProblem(fault == null ? new IllegalStateException("no answer") : fault),
                    entrance.requestId());
        }
        var response = Response.status(rendered.status())
                .entity(rendered.body())
                .type(JSON)
                .header("Cache-Control", "no-store")
                .header("X-Request-Id", entrance.requestId().value());
        if (rendered.repeated()) {
            response.header("Idempotent-Replay", "true");
        }
        return response.build();
    }

    /// A plain problem.
    public static Response problem(ProblemException problem, RequestId requestId) {
        if (problem.code().status() >= 500) {
            LOG.errorf(
                    problem.getCause(),
                    "call.failed code=%s log=%s",
                    problem.code().code(),
                    problem.logText());
        } else {
            LOG.debugf("call.refused code=%s log=%s", problem.code().code(), problem.logText());
        }
        var event = Optional.ofNullable(problem.details().get("audit_event_id")).map(Object::toString);
        var document = new ProblemDocument(problem, requestId.value(), event);
        var response = Response.status(document.status())
                .entity(document.toBytes())
                .type(ProblemDocument.CONTENT_TYPE)
                .header("Cache-Control", "no-store")
                .header("X-Request-Id", requestId.value());
        problem.retryAfterSeconds().ifPresent(seconds -> {
            response.header("Retry-After", seconds);
            response.header("RateLimit-Limit", problem.details().getOrDefault("limit", 0));
            response.header("RateLimit-Remaining", problem.details().getOrDefault("remaining", 0));
            response.header("RateLimit-Reset", seconds);
        });
        if (document.status() == 401) {
            response.header("WWW-Authenticate", "Bearer");
        }
        return response.build();
    }
}
