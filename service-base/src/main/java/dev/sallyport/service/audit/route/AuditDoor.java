package dev.sallyport.service.audit.route;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.audit.AuditUnavailableException;
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
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// One call of the audit's own routes: admits the caller, does the work, makes the event of the read durable, answers.
/// A refusal leaves an event too, where the caller is known.
public final class AuditDoor {

    private final CallerGate gate;
    private final RemoteAddress addresses;
    private final AuditLog log;
    private final Clock clock;

    public AuditDoor(CallerGate gate, RemoteAddress addresses, AuditLog log, Clock clock) {
        this.gate = gate;
        this.addresses = addresses;
        this.log = log;
        this.clock = clock;
    }

    /// What a route does once its caller is admitted.
    @FunctionalInterface
    interface Work {
        Future<AuditAnswer> apply(RoutingContext context, Caller caller);
    }

    /// What a streaming route does; its event is durable before the first byte leaves.
    @FunctionalInterface
    interface Streaming {
        Future<Void> apply(RoutingContext context, Caller caller, Buffer body);
    }

    /// What the erasing route does; its intent is durable before.
    @FunctionalInterface
    interface Erasing {
        Future<AuditAnswer> apply(Caller caller, Buffer body);
    }

    void answer(RoutingContext context, String operation, Work work) {
        var call = new Call(context, operation);
        admit(context)
                .compose(caller -> allowed(caller, Scope.AUDIT_READ)
                        .compose(_ -> work.apply(context, caller))
                        .compose(answer -> keep(call, caller, Outcome.succeeded(answer.count(), 0))
                                .map(answer))
                        .recover(fault -> keepFailure(call, caller, fault)))
                .onSuccess(answer -> send(call, answer))
                .onFailure(fault -> refuse(call, fault));
    }

    void stream(RoutingContext context, int maxBody, Streaming streaming) {
        var call = new Call(context, "audit.export");
        body(context, maxBody)
                .compose(body -> admit(context)
                        .compose(caller -> allowed(caller, Scope.AUDIT_READ)
                                .compose(_ -> keep(call, caller, Outcome.succeeded()))
                                .recover(fault ->
                                        keepFailure(call, caller, fault).mapEmpty())
                                .compose(_ -> streaming.apply(context, caller, body))))
                .onSuccess(_ -> context.response().end())
                .onFailure(fault -> refuse(call, fault));
    }

    /// A call that destroys something: its intent is durable before it does.
    void erase(RoutingContext context, int maxBody, Erasing work) {
        var call = new Call(context, "audit.erase");
        body(context, maxBody)
                .compose(body -> admit(context)
                        .compose(caller -> allowed(caller, Scope.SECURITY_WRITE)
                                .compose(_ -> log.intend(begin(call, caller, Decision.allowed())))
                                .compose(_ -> work.apply(caller, body))
                                .compose(answer -> keep(call, caller, Outcome.succeeded(answer.count(), 0))
                                        .map(answer))
                                .recover(fault -> keepFailure(call, caller, fault))))
                .onSuccess(answer -> send(call, answer))
                .onFailure(fault -> refuse(call, fault));
    }

    private Future<Caller> admit(RoutingContext context) {
        var request = context.request();
        try {
            var credentials = Credentials.of(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
            return gate.admit(credentials, addresses.of(request))
                    .map(caller -> caller.inTenant(Optional.ofNullable(request.getHeader(Caller.TENANT_HEADER))));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Caller> allowed(Caller caller, Scope scope) {
        try {
            return Future.succeededFuture(caller.require(scope));
        } catch (ProblemException e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Buffer> body(RoutingContext context, int maxBody) {
        var request = context.request();
        var length = Optional.ofNullable(request.getHeader("Content-Length")).orElse("0");
        if (request.getHeader("Transfer-Encoding") != null
                || !length.matches("[0-9]{1,9}")
                || Integer.parseInt(length) > maxBody) {
            return Future.failedFuture(new ProblemException(ProblemCode.BODY_TOO_LARGE));
        }
        var body = request.body();
        // The server hands requests over paused, and nobody has read this one yet.
        request.resume();
        return body;
    }

    private Future<Void> keep(Call call, Caller caller, Outcome outcome) {
        var decision = outcome.status() == Outcome.Status.REFUSED
                ? Decision.refused(String.valueOf(outcome.problem()))
                : Decision.allowed();
        return log.conclude(begin(call, caller, decision).conclude(clock.instant(), outcome));
    }

    private AuditRecord begin(Call call, Caller caller, Decision decision) {
        var tenant = caller.tenantId().orElse(null);
        var address = addresses.of(call.context.request()).toString();
        var who = switch (caller.subject()) {
            case Subject.Program program -> Who.key(caller.tenant(), program.keyId(), address);
            case Subject.Person person -> Who.person(tenant, person.id(), address);
        };
        var details = Map.of("method", call.context.request().method().name());
        var what = What.Administration.of(call.operation, null, details);
        return AuditRecord.start(call.eventId, clock.instant(), call.salt, who, what, decision);
    }

    private Future<AuditAnswer> keepFailure(Call call, Caller caller, Throwable fault) {
        var problem = problem(fault);
        return keep(call, caller, Outcome.refused(problem.code().code())).compose(_ -> Future.failedFuture(problem));
    }

    private static void send(Call call, AuditAnswer answer) {
        call.context
                .response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(answer.body(call.requestId.value(), call.eventId.value()));
    }

    private static void refuse(Call call, Throwable fault) {
        var response = call.context.response();
        if (response.headWritten()) {
            response.reset();
            return;
        }
        var problem = problem(fault);
        problem.retryAfterSeconds().ifPresent(seconds -> response.putHeader("Retry-After", String.valueOf(seconds)));
        response.setChunked(false)
                .setStatusCode(problem.code().status())
                .putHeader("Content-Type", ProblemDocument.CONTENT_TYPE)
                .end(Buffer.buffer(
                        ProblemDocument.of(problem, call.requestId.value()).toBytes()));
    }

    private static ProblemException problem(Throwable fault) {
        return fault instanceof AuditUnavailableException
                ? new ProblemException(ProblemCode.AUDIT_UNAVAILABLE)
                : Faults.toProblem(fault);
    }

    private record Call(
            RoutingContext context, String operation, RequestId requestId, AuditEventId eventId, AuditSalt salt) {

        Call(RoutingContext context, String operation) {
            this(context, operation, RequestId.next(), AuditEventId.next(), AuditSalt.next());
        }
    }
}
