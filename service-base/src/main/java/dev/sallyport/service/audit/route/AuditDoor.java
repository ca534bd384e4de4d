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
import dev.sallyport.service.door.BodyReader;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One call of the audit's own routes: admits the caller, does the work, makes the event of the read durable, answers.
/// A refusal leaves an event too, also that of a caller who is unknown.
public final class AuditDoor {

    private static final String EVENT = "audit_event_id";
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

    private final CallerGate gate;
    private final RemoteAddress addresses;
    private final AuditLog log;
    private final Clock clock;
    private final Duration bodyTimeout;

    public AuditDoor(CallerGate gate, RemoteAddress addresses, AuditLog log, Clock clock) {
        this(gate, addresses, log, clock, BODY_TIMEOUT);
    }

    AuditDoor(CallerGate gate, RemoteAddress addresses, AuditLog log, Clock clock, Duration bodyTimeout) {
        this.gate = gate;
        this.addresses = addresses;
        this.log = log;
        this.clock = clock;
        this.bodyTimeout = bodyTimeout;
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
        admitted(
                        call,
                        Scope.AUDIT_READ,
                        caller -> work.apply(context, caller)
                                .compose(answer -> keep(call, caller, Outcome.succeeded(answer.count(), 0))
                                        .map(answer)))
                .onSuccess(answer -> send(call, answer))
                .onFailure(fault -> refuse(call, fault));
    }

    void stream(RoutingContext context, int maxBody, Streaming streaming) {
        var call = new Call(context, "audit.export");
        body(context, maxBody)
                .transform(read -> admitted(
                        call,
                        Scope.AUDIT_READ,
                        caller -> given(read)
                                .compose(body ->
                                        keep(call, caller, Outcome.succeeded()).map(new Admitted(caller, body)))))
                .compose(admitted -> streaming.apply(context, admitted.caller, admitted.body))
                .onSuccess(_ -> context.response().end())
                .onFailure(fault -> refuse(call, fault));
    }

    /// A call that destroys something: its intent is durable before it does.
    void erase(RoutingContext context, int maxBody, Erasing work) {
        var call = new Call(context, "audit.erase");
        body(context, maxBody)
                .transform(read -> admitted(
                        call,
                        Scope.SECURITY_WRITE,
                        caller -> given(read)
                                .compose(body -> log.intend(begin(call, caller, Decision.allowed()))
                                        .compose(_ -> work.apply(caller, body)))
                                .compose(answer -> keep(call, caller, Outcome.succeeded(answer.count(), 0))
                                        .map(answer))))
                .onSuccess(answer -> send(call, answer))
                .onFailure(fault -> refuse(call, fault));
    }

    /// Lets the caller in and does the work. What fails, at the door too, fails once its event is durable.
    private <T> Future<T> admitted(Call call, Scope scope, Function<Caller, Future<T>> work) {
        var proven = new AtomicReference<@Nullable Caller>();
        return admit(call.context, proven::set)
                .compose(caller -> work.apply(caller.require(scope)))
                .recover(fault -> keepRefusal(call, Optional.ofNullable(proven.get()), fault));
    }

    /// `proven` is told who calls as soon as that is certain, and again once it is certain for which tenant.
    private Future<Caller> admit(RoutingContext context, Consumer<Caller> proven) {
        var request = context.request();
        try {
            var credentials = Credentials.of(request.getHeader("X-API-Key"), request.getHeader("Authorization"));
            return gate.admit(credentials, addresses.of(request), proven)
                    .map(caller -> caller.inTenant(Optional.ofNullable(request.getHeader(Caller.TENANT_HEADER))))
                    .onSuccess(proven::accept);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Buffer> given(AsyncResult<Buffer> read) {
        return read.succeeded() ? Future.succeededFuture(read.result()) : Future.failedFuture(read.cause());
    }

    /// Bounded by what arrives and by time, whatever the head says: nobody is admitted yet.
    private Future<Buffer> body(RoutingContext context, int maxBody) {
        var request = context.request();
        var length = Optional.ofNullable(request.getHeader("Content-Length")).orElse("0");
        if (request.getHeader("Transfer-Encoding") != null
                || !length.matches("[0-9]{1,9}")
                || Integer.parseInt(length) > maxBody) {
            return Future.failedFuture(new ProblemException(ProblemCode.BODY_TOO_LARGE));
        }
        return BodyReader.read(context.vertx(), request, maxBody, bodyTimeout).map(Buffer::buffer);
    }

    private Future<Void> keep(Call call, Caller caller, Outcome outcome) {
        return log.conclude(begin(call, caller, Decision.allowed()).conclude(clock.instant(), outcome));
    }

    /// Fails with the problem, and with the event's id once that is durable. Refusals for their mere number are
    /// counted, not kept.
    private <T> Future<T> keepRefusal(Call call, Optional<Caller> caller, Throwable fault) {
        var problem = problem(fault);
        boolean broken = problem.code().status() >= 500;
        if (problem.code() == ProblemCode.RATE_LIMITED
                || problem.code() == ProblemCode.AUDIT_UNAVAILABLE
                || (broken && caller.isEmpty())) {
            return Future.failedFuture(problem);
        }
        var code = problem.code().code();
        var outcome = broken ? Outcome.failed(code, null) : Outcome.refused(code);
        var who = caller.map(known -> who(call, known)).orElseGet(() -> Who.unknown(addressOf(call)));
        var decision = broken ? Decision.allowed() : Decision.refused(code);
        return log.conclude(begin(call, who, decision).conclude(clock.instant(), outcome))
                .compose(_ -> Future.failedFuture(problem.with(EVENT, call.eventId.value())));
    }

    private AuditRecord begin(Call call, Caller caller, Decision decision) {
        return begin(call, who(call, caller), decision);
    }

    private AuditRecord begin(Call call, Who who, Decision decision) {
        var details = Map.of("method", call.context.request().method().name());
        var what = What.Administration.of(call.operation, null, details);
        return AuditRecord.start(call.eventId, clock.instant(), call.salt, who, what, decision);
    }

    private Who who(Call call, Caller caller) {
        return switch (caller.subject()) {
            case Subject.Program program -> Who.key(caller.tenant(), program.keyId(), addressOf(call));
            case Subject.Person person -> Who.person(caller.tenantId().orElse(null), person.id(), addressOf(call));
        };
    }

    private String addressOf(Call call) {
        return addresses.of(call.context.request()).toString();
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
        var event = Optional.ofNullable(problem.details().get(EVENT)).map(Object::toString);
        var document = new ProblemDocument(problem, call.requestId.value(), event);
        response.setChunked(false)
                .setStatusCode(document.status())
                .putHeader("Content-Type", ProblemDocument.CONTENT_TYPE)
                .end(Buffer.buffer(document.toBytes()));
    }

    private static ProblemException problem(Throwable fault) {
        return fault instanceof AuditUnavailableException
                ? new ProblemException(ProblemCode.AUDIT_UNAVAILABLE)
                : Faults.toProblem(fault);
    }

    private record Admitted(Caller caller, Buffer body) {}

    private record Call(
            RoutingContext context, String operation, RequestId requestId, AuditEventId eventId, AuditSalt salt) {

        Call(RoutingContext context, String operation) {
            this(context, operation, RequestId.next(), AuditEventId.next(), AuditSalt.next());
        }
    }
}
