package dev.sallyport.proxy.outbound;

import static dev.sallyport.service.problem.ProblemCode.CREDENTIAL_EXPIRED;
import static dev.sallyport.service.problem.ProblemCode.CREDENTIAL_NOT_USABLE;
import static dev.sallyport.service.problem.ProblemCode.INTEGRATION_NOT_FOUND;
import static dev.sallyport.service.problem.ProblemCode.OPERATION_NOT_ALLOWED;

import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.envelope.RequestDigest;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.proxy.execute.ExecutionLimits;
import dev.sallyport.proxy.execute.Failures;
import dev.sallyport.proxy.execute.OperationResult;
import dev.sallyport.proxy.execute.TokenizedInsert;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.guard.StatementGuard;
import dev.sallyport.proxy.idempotency.IdempotentCall;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.PoolClosed;
import dev.sallyport.service.caller.ApiKeyEntry;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// The hops of one outbound call. [#run] is the way through the house: one line per hop.
final class OutboundChain {

    private static final long MOST_ROWS = 1_000_000;
    private static final long MOST_BYTES = 8L * 1024 * 1024;
    private static final long MOST_MILLIS = 60_000;
    private static final String SYSTEM = "postgres";
    private static final String CREDENTIAL_TYPE = "database_dsn";

    private final OutboundParts parts;
    private final OutboundAudit audit;
    private final AnswerSealing sealing;

    OutboundChain(OutboundParts parts, OutboundAudit audit, AnswerSealing sealing) {
        this.parts = parts;
        this.audit = audit;
        this.sealing = sealing;
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
        return permit(exchange)
                .compose(permitted -> once(exchange))
                .compose(kept -> kept.isPresent() ? replay(exchange, kept.orElseThrow()) : runOnce(exchange))
                .recover(failure -> refuse(exchange, failure));
    }

    /// What may be done, as of now; asked again where a change overtakes the call before its effect.
    private Future<Void> permit(OutboundExchange exchange) {
        return require(exchange).compose(granted -> judge(exchange));
    }

    private Future<byte[]> runOnce(OutboundExchange exchange) {
        return effect(exchange)
                .compose(result -> sealing.result(exchange, result))
                .recover(failure -> refuse(exchange, failure))
                .compose(envelope -> keep(exchange, envelope));
    }

    private Future<OperationResult> effect(OutboundExchange exchange) {
        return intend(exchange)
                .compose(durable -> lease(exchange))
                .compose(lease -> confirm(exchange, lease))
                .compose(lease -> execute(exchange, lease))
                .recover(failure -> failure instanceof PoolClosed && exchange.mayTryAgain()
                        ? permit(exchange).compose(permitted -> effect(exchange))
                        : Future.failedFuture(failure));
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

    /// Default deny: the integration exists for this caller, is usable, and permits the operation.
    private Future<Void> require(OutboundExchange exchange) {
        OutboundCall call = exchange.call();
        return parts.grants().integration(call.integration()).map(found -> {
            Grant.Integration grant = found.filter(
                            g -> g.tenant().equals(exchange.caller().tenant()))
                    .filter(g -> exchange.caller().mayUse(g.id()))
                    .orElseThrow(() -> new ProblemException(INTEGRATION_NOT_FOUND));
            exchange.granted(grant);
            boolean allowed = call.operation().isPresent()
                    && grant.allowedOperations().contains(call.operationName())
                    && exchange.caller().mayAsk(call.operationName());
            if (!allowed) {
                throw new ProblemException(OPERATION_NOT_ALLOWED);
            }
            requireUsable(grant);
            exchange.clock.ended("grant");
            return null;
        });
    }

    private void requireUsable(Grant.Integration grant) {
        OptionalLong expiresAt = grant.credentialExpiresAt();
        if (expiresAt.isPresent() && expiresAt.getAsLong() <= parts.clock().millis()) {
            throw new ProblemException(CREDENTIAL_EXPIRED);
        }
        if (!grant.systemType().equals(SYSTEM) || !grant.credentialType().equals(CREDENTIAL_TYPE)) {
            throw new ProblemException(CREDENTIAL_NOT_USABLE);
        }
    }

    /// A verdict for every statement, before anything of the customer's is touched. A policy in observe mode lets the
    /// call
    /// go on; the audit still says what would have been stopped.
    private Future<Void> judge(OutboundExchange exchange) {
        Operation operation = exchange.call().operation().orElseThrow();
        return parts.guard()
                .judge(operation, exchange.grant())
                .onSuccess(ruling -> judged(exchange, ruling))
                .compose(StatementGuard::enforce)
                .map(ruling -> {
                    exchange.clock.ended("judge");
                    return null;
                });
    }

    /// A call that is looked at again, because a change overtook it, is recorded once.
    private void judged(OutboundExchange exchange, Ruling ruling) {
        if (exchange.ruling().isEmpty()) {
            parts.guard().count(ruling);
            parts.decisions().note(exchange.grant(), ruling);
        }
        exchange.judged(ruling);
    }

    /// For whatever writes: durable before the effect.
    private Future<Void> intend(OutboundExchange exchange) {
        boolean writes = exchange.call().operation().filter(Operation::writes).isPresent();
        boolean audited = exchange.intent().isPresent();
        Future<Void> durable = writes && !audited ? audit.intend(exchange) : Future.succeededFuture();
        return durable.onSuccess(done -> exchange.clock.ended("intend"));
    }

    /// A live connection; the credential is unsealed only when its pool opens.
    private Future<Lease> lease(OutboundExchange exchange) {
        Grant.Integration grant = exchange.grant();
        return parts.pools()
                .lease(parts.opener().key(grant), () -> parts.opener().open(grant))
                .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure)))
                .onSuccess(lease -> exchange.clock.ended("lease"));
    }

    /// A call can wait for a connection; what was revoked meanwhile does not run.
    private Future<Lease> confirm(OutboundExchange exchange, Lease lease) {
        return Future.all(
                        parts.grants().integration(exchange.grant().id()),
                        parts.keys().find(exchange.keyId()))
                .map(now -> {
                    Optional<Grant.Integration> grant = now.resultAt(0);
                    Optional<ApiKeyEntry> key = now.resultAt(1);
                    if (key.isEmpty()
                            || grant.filter(known -> known == exchange.grant()).isEmpty()) {
                        throw new PoolClosed();
                    }
                    return lease;
                })
                .onFailure(changed -> lease.onLoop(lease::giveBack));
    }

    private Future<OperationResult> execute(OutboundExchange exchange, Lease lease) {
        Grant.Integration grant = exchange.grant();
        Operation operation = exchange.call().operation().orElseThrow();
        TokenizedInsert.Context tokens;
        try {
            tokens = TokenColumns.context(grant, operation, exchange.required());
        } catch (ProblemException e) {
            lease.onLoop(lease::giveBack);
            return Future.failedFuture(e);
        }
        exchange.startedRunning();
        return parts.executor()
                .run(
                        operation,
                        tokens,
                        lease,
                        limits(grant.limits(), exchange.required().policy()))
                .onComplete(done -> exchange.clock.ended("run"));
    }

    /// The integration's limits, which may be less or more than the configured ones, up to what an envelope and the
    /// server's own statement timeout hold; the policy can only take rows away.
    private ExecutionLimits limits(Grant.Integration.Limits limits, Policy policy) {
        OutboundConfig config = parts.config();
        long asked = Math.min(limits.maxRows().orElse(config.maxRows()), MOST_ROWS);
        long rows = Math.min(asked, policy.maxRows().orElse(Integer.MAX_VALUE));
        long bytes = Math.min(limits.maxBytes().orElse(config.maxAnswerBytes()), MOST_BYTES);
        long millis = Math.min(
                limits.statementTimeoutMs().orElse(config.statementTimeout().toMillis()), MOST_MILLIS);
        return new ExecutionLimits((int) rows, (int) bytes, Duration.ofMillis(millis));
    }

    /// A refusal leaves in the envelope like a result; what the service itself cannot do stays a failure.
    private Future<byte[]> refuse(OutboundExchange exchange, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
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

    /// The answer to a call that got no envelope: plain, with its audit event.
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
        var conclusion = audit.conclusion(
                exchange, OutboundAudit.decision(exchange, problem), OutboundAudit.outcome(exchange, problem), null);
        return released.compose(done -> audit.conclude(conclusion))
                .map(durable -> OutboundAnswer.plain(
                        problem, exchange.requestId.value(), Optional.of(exchange.eventId.value())))
                .recover(unaudited -> Future.succeededFuture(OutboundAnswer.plain(
                        Faults.toProblem(unaudited), exchange.requestId.value(), Optional.empty())));
    }
}
