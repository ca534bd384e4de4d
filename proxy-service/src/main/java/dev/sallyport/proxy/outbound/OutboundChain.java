package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.envelope.RequestDigest;
import dev.sallyport.proxy.idempotency.IdempotentCall;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.util.Optional;

/// The hops of one outbound call. [#run] is the way through the house: one line per hop.
final class OutboundChain {

    private final OutboundParts parts;
    private final OutboundAudit audit;
    private final AnswerSealing sealing;
    private final OutboundPermit permit;
    private final OutboundEffect effect;

    OutboundChain(OutboundParts parts, OutboundAudit audit, AnswerSealing sealing) {
        this.parts = parts;
        this.audit = audit;
        this.sealing = sealing;
        this.permit = new OutboundPermit(parts);
        this.effect = new OutboundEffect(parts, audit, permit);
    }

    /// Who calls, from the head alone. The body is read only behind it.
    Future<Void> admit(OutboundExchange exchange) {
        return parts.gate()
                .admit(exchange.head.credentials(), exchange.remote, exchange::proven)
                .map(caller -> noteCaller(exchange, caller.require(Scope.PROXY_OUTBOUND)));
    }

    /// The call's answer: an envelope wherever one is possible.
    Future<OutboundAnswer> run(OutboundExchange exchange, Future<byte[]> body) {
        return body.map(bytes -> parse(exchange, bytes))
                .compose(call -> recipient(exchange))
                .compose(ready -> answer(exchange))
                .map(OutboundAnswer::envelope);
    }

    private Future<byte[]> answer(OutboundExchange exchange) {
        return permit.ask(exchange)
                .compose(permitted -> once(exchange))
                .compose(kept -> kept.isPresent() ? replay(exchange, kept.orElseThrow()) : runOnce(exchange))
                .recover(failure -> refuse(exchange, failure));
    }

    private Future<byte[]> runOnce(OutboundExchange exchange) {
        return effect.run(exchange)
                .compose(result -> sealing.result(exchange, result))
                .recover(failure -> refuse(exchange, failure))
                .compose(envelope -> keep(exchange, envelope));
    }

    private Void noteCaller(OutboundExchange exchange, Caller caller) {
        if (!(caller.subject() instanceof Subject.Program program)) {
            throw new ProblemException(
                    ProblemCode.UNAUTHENTICATED, "This route takes an API key.", "a person called outbound");
        }
        exchange.admitted(caller, program.keyId());
        exchange.head.fault().ifPresent(fault -> {
            throw fault;
        });
        exchange.clock.ended("admit");
        return null;
    }

    private OutboundCall parse(OutboundExchange exchange, byte[] body) {
        OutboundCall call = OutboundCall.parse(body);
        exchange.read(RequestDigest.of(exchange.head.method(), exchange.head.target(), body), call);
        exchange.clock.ended("read");
        return call;
    }

    private Future<Void> recipient(OutboundExchange exchange) {
        return parts.keys().recipient(exchange.keyId()).map(recipient -> {
            exchange.answersTo(recipient);
            return null;
        });
    }

    /// A call that writes under an `Idempotency-Key` runs once; repeats get the kept envelope.
    private Future<Optional<byte[]>> once(OutboundExchange exchange) {
        boolean writes = exchange.call().operation().filter(Operation::writes).isPresent();
        if (!writes || exchange.head.idempotencyKey().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        IdempotentCall call = new IdempotentCall(
                exchange.keyId(), exchange.head.idempotencyKey().orElseThrow(), exchange.digest());
        return parts.onceOnly().begin(call).onSuccess(kept -> {
            if (kept.isEmpty()) {
                exchange.claimed(call);
            }
            exchange.clock.ended("once");
        });
    }

    /// A refusal leaves in the envelope like a result; what the service itself cannot do stays a failure.
    private Future<byte[]> refuse(OutboundExchange exchange, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
        if (exchange.conclusion().isPresent()) {
            // An envelope promises its own conclusion.
            return Future.failedFuture(problem);
        }
        return switch (AnswerForm.of(problem.code())) {
            case ENVELOPE -> sealing.refusal(exchange, problem);
            case PLAIN -> Future.failedFuture(problem);
        };
    }

    /// Keeps the envelope for repeats. An answer that cannot be kept still leaves: its effect has happened and is
    /// audited. A refusal before any effect is not kept, so that the call can be repeated when its reason is gone.
    private Future<byte[]> keep(OutboundExchange exchange, byte[] envelope) {
        if (exchange.claim().isEmpty()) {
            return Future.succeededFuture(envelope);
        }
        IdempotentCall call = exchange.claim().orElseThrow();
        Future<Void> kept = exchange.hasStarted()
                ? parts.onceOnly().finish(call, envelope)
                : parts.onceOnly().release(call);
        return kept.transform(done -> Future.succeededFuture(envelope));
    }

    /// The kept answer of an earlier call, with an audit event of its own.
    private Future<byte[]> replay(OutboundExchange exchange, byte[] envelope) {
        return audit.conclude(
                        audit.conclusion(exchange, Decision.allowed(), Outcome.succeeded(0, envelope.length), null))
                .map(durable -> envelope);
    }

    /// The answer to a call that got no envelope: plain, with its audit event, which may stand already.
    Future<OutboundAnswer> plain(OutboundExchange exchange, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
        boolean nothingHappened = !exchange.hasStarted();
        Future<Void> released = exchange.claim().isPresent() && nothingHappened
                ? parts.onceOnly().release(exchange.claim().orElseThrow()).otherwiseEmpty()
                : Future.succeededFuture();
        if (problem.code() == ProblemCode.RATE_LIMITED && !exchange.isAdmitted()) {
            // Anybody can cause these, as many as they like: they are counted, not kept.
            return Future.succeededFuture(OutboundAnswer.plain(problem, exchange.requestId.value(), Optional.empty()));
        }
        return released.compose(
                        done -> exchange.conclusion().orElseGet(() -> audit.conclude(conclusionOf(exchange, problem))))
                .map(durable -> OutboundAnswer.plain(
                        problem, exchange.requestId.value(), Optional.of(exchange.eventId.value())))
                .recover(unaudited -> Future.succeededFuture(OutboundAnswer.plain(
                        Faults.toProblem(unaudited), exchange.requestId.value(), Optional.empty())));
    }

    private AuditRecord conclusionOf(OutboundExchange exchange, ProblemException problem) {
        return audit.conclusion(
                exchange, OutboundAudit.decision(exchange, problem), OutboundAudit.outcome(exchange, problem), null);
    }
}
