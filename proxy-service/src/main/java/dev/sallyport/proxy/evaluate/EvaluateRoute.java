package dev.sallyport.proxy.evaluate;

import dev.sallyport.proxy.decision.DecisionLog;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.proxy.guard.PolicyReview;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.Credentials;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/proxy/query`: judges a text and runs nothing of it. Plain HTTP statuses; no envelope, as nothing of a
/// customer's database is in the answer.
public final class EvaluateRoute {

    private static final String PATH = "/api/v1/proxy/query";

    private final CallerGate gate;
    private final GrantDirectory grants;
    private final StatementGuard guard;
    private final DecisionLog decisions;
    private final EvaluateAudit audit;
    private final RemoteAddress remoteAddress;
    private final EvaluateBody body;

    /// What the route works with.
    public record Parts(
            CallerGate gate,
            GrantDirectory grants,
            StatementGuard guard,
            DecisionLog decisions,
            AuditLog audit,
            RemoteAddress remoteAddress) {}

    public EvaluateRoute(Parts parts, EvaluateBody body) {
        this.gate = parts.gate();
        this.grants = parts.grants();
        this.guard = parts.guard();
        this.decisions = parts.decisions();
        this.audit = new EvaluateAudit(parts.audit(), Clock.systemUTC());
        this.remoteAddress = parts.remoteAddress();
        this.body = body;
    }

    public void register(Router router) {
        router.post(PATH).handler(this::serve);
    }

    private void serve(RoutingContext http) {
        HttpServerRequest request = http.request();
        request.pause();
        EvaluateCall call = new EvaluateCall(remoteAddress.of(request));
        Credentials credentials = Credentials.of(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
        gate.admit(credentials, call.remote, call::proven)
                .map(caller -> caller.require(Scope.EVALUATE))
                .compose(caller ->
                        body.read(request).onSuccess(call::read).compose(asked -> review(call, caller, asked)))
                .onSuccess(review -> call.grant().ifPresent(grant -> decisions.note(grant, review)))
                .compose(review -> audit.answered(call, review))
                .onSuccess(review -> answer(
                        http,
                        EvaluateAnswer.of(
                                review.evaluation(),
                                request.getHeader("Accept"),
                                call.requestId.value(),
                                call.eventId.value())))
                .onFailure(failure -> audit.refused(call, failure).onSuccess(document -> refuse(http, document)));
    }

    private Future<PolicyReview> review(EvaluateCall call, Caller caller, EvaluateRequest asked) {
        if (asked.integration().isEmpty()) {
            return guard.evaluate(asked.text());
        }
        return grants.integration(asked.integration().get()).compose(found -> {
            Optional<Grant.Integration> grant =
                    found.filter(g -> g.tenant().equals(caller.tenant())).filter(g -> caller.mayUse(g.id()));
            grant.ifPresent(call::granted);
            return grant.isPresent()
                    ? guard.evaluate(asked.text(), grant.get())
                    : Future.failedFuture(new ProblemException(ProblemCode.INTEGRATION_NOT_FOUND));
        });
    }

    private static void answer(RoutingContext http, EvaluateAnswer answer) {
        send(http, 200, answer.mediaType(), answer.bytes(), null);
    }

    private static void refuse(RoutingContext http, ProblemDocument document) {
        send(
                http,
                document.status(),
                ProblemDocument.CONTENT_TYPE,
                document.toBytes(),
                document.problem().retryAfterSeconds().orElse(null));
    }

    private static void send(
            RoutingContext http, int status, String mediaType, byte[] bytes, @Nullable Long retryAfterSeconds) {
        var response = http.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", mediaType)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (retryAfterSeconds != null) {
            response.putHeader("Retry-After", retryAfterSeconds.toString());
        }
        if (http.request().isEnded()) {
            response.end(Buffer.buffer(bytes));
        } else if (http.request().version() == HttpVersion.HTTP_2) {
            response.end(Buffer.buffer(bytes)).onComplete(done -> response.reset(0));
        } else {
            // What was not read must not be taken for the next request.
            response.putHeader("Connection", "close");
            response.end(Buffer.buffer(bytes))
                    .onComplete(done -> http.request().connection().close());
        }
    }
}
