package dev.sallyport.proxy.evaluate;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.RequestHash;
import dev.sallyport.crypto.audit.Timings;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.rules.Hit;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.proxy.guard.AuditedStatements;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.Credentials;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/proxy/query`: judges a text and runs nothing of it. Plain HTTP statuses; no envelope, as nothing of a
/// customer's database is in the answer.
public final class EvaluateRoute {

    private static final String PATH = "/api/v1/proxy/query";
    private static final String OPERATION = "evaluate";

    private final CallerGate gate;
    private final GrantDirectory grants;
    private final StatementGuard guard;
    private final AuditLog audit;
    private final RemoteAddress remoteAddress;
    private final EvaluateBody body;
    private final Clock clock = Clock.systemUTC();

    public EvaluateRoute(
            CallerGate gate,
            GrantDirectory grants,
            StatementGuard guard,
            AuditLog audit,
            RemoteAddress remoteAddress,
            EvaluateBody body) {
        this.gate = gate;
        this.grants = grants;
        this.guard = guard;
        this.audit = audit;
        this.remoteAddress = remoteAddress;
        this.body = body;
    }

    public void register(Router router) {
        router.post(PATH).handler(this::serve);
    }

    private void serve(RoutingContext http) {
        HttpServerRequest request = http.request();
        request.pause();
        RequestId requestId = RequestId.next();
        AuditEventId event = AuditEventId.next();
        IpAddress remote = remoteAddress.of(request);
        Credentials credentials = Credentials.of(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
        gate.admit(credentials, remote, Scope.EVALUATE)
                .compose(caller -> body.read(request)
                        .compose(asked -> review(caller, asked)
                                .compose(evaluation -> record(event, caller, remote, asked, evaluation))))
                .onSuccess(evaluation -> answer(
                        http,
                        EvaluateAnswer.of(
                                evaluation, request.getHeader("Accept"), requestId.toString(), event.value())))
                .onFailure(failure -> refuse(http, requestId, failure));
    }

    private Future<Evaluation> review(Caller caller, EvaluateRequest asked) {
        if (asked.integration().isEmpty()) {
            return guard.evaluate(asked.text());
        }
        IntegrationId id = asked.integration().get();
        return grants.integration(id).compose(found -> {
            Optional<Grant.Integration> grant =
                    found.filter(g -> g.tenant().equals(caller.tenant())).filter(g -> caller.mayUse(g.id()));
            return grant.isPresent()
                    ? guard.evaluate(asked.text(), grant.get())
                    : Future.failedFuture(new ProblemException(ProblemCode.INTEGRATION_NOT_FOUND));
        });
    }

    /// No audit, no answer.
    private Future<Evaluation> record(
            AuditEventId event, Caller caller, IpAddress remote, EvaluateRequest asked, Evaluation evaluation) {
        List<Verdict> verdicts = evaluation.statements().stream()
                .map(Evaluation.Statement::verdict)
                .toList();
        What what = new What.DatabaseCall(
                OPERATION,
                asked.integration().orElse(null),
                RequestHash.of(Hashes.sha512(asked.text())),
                AuditedStatements.of(verdicts));
        AuditRecord begun = AuditRecord.start(
                event, clock.instant(), AuditSalt.next(), who(caller, remote), what, decision(evaluation));
        Outcome outcome = Outcome.succeeded(verdicts.size(), 0);
        return audit.conclude(begun.conclude(clock.instant(), what, outcome, Timings.none(), null))
                .map(durable -> evaluation);
    }

    private static Who who(Caller caller, IpAddress remote) {
        return caller.subject() instanceof Subject.Program program
                ? Who.key(caller.tenant(), program.keyId(), remote.toString())
                : Who.person(caller.tenant(), caller.subject().toString(), remote.toString());
    }

    private static Decision decision(Evaluation evaluation) {
        List<String> codes = evaluation.worst().map(Hit::code).map(List::of).orElseGet(List::of);
        return switch (evaluation.decision()) {
            case ALLOWED -> Decision.allowed();
            case NEEDS_APPROVAL -> Decision.needsApproval(codes, null);
            case BLOCKED -> Decision.blocked(codes, null);
        };
    }

    private static void answer(RoutingContext http, EvaluateAnswer answer) {
        send(http, 200, answer.mediaType(), answer.bytes(), null);
    }

    private static void refuse(RoutingContext http, RequestId requestId, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
        ProblemDocument document = ProblemDocument.of(problem, requestId.toString());
        send(
                http,
                document.status(),
                ProblemDocument.CONTENT_TYPE,
                document.toBytes(),
                problem.retryAfterSeconds().orElse(null));
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
