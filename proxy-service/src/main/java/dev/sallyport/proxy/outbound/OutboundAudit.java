package dev.sallyport.proxy.outbound;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.EnvelopeKeys;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.RequestHash;
import dev.sallyport.crypto.audit.StatementFacts;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.proxy.guard.AuditedStatements;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.audit.AuditUnavailableException;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The audit records of one call: what is intended before the effect, how it ended before the answer. No audit, no
/// operation.
final class OutboundAudit {

    private static final String UNREAD = "outbound";

    private final AuditLog log;
    private final Clock clock;

    OutboundAudit(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Durable when complete.
    Future<Void> intend(OutboundExchange exchange) {
        AuditRecord intent = start(exchange, allowed(exchange));
        exchange.intended(intent);
        return log.intend(intent).recover(OutboundAudit::unavailable);
    }

    /// The record of how the call ended; its leaf goes into the envelope.
    AuditRecord conclusion(OutboundExchange exchange, Decision decision, Outcome outcome, @Nullable EnvelopeKeys keys) {
        AuditRecord begun = exchange.intent().orElseGet(() -> start(exchange, decision));
        return begun.conclude(clock.instant(), what(exchange), outcome, exchange.clock.timings(), keys);
    }

    /// Durable when complete.
    Future<Void> conclude(AuditRecord conclusion) {
        return conclude(conclusion, Future.succeededFuture());
    }

    /// Durable when complete, and not asked for before `need` completes.
    Future<Void> conclude(AuditRecord conclusion, Future<?> need) {
        return log.conclude(conclusion, need).recover(OutboundAudit::unavailable);
    }

    private AuditRecord start(OutboundExchange exchange, Decision decision) {
        return AuditRecord.start(
                exchange.eventId, clock.instant(), exchange.salt, who(exchange), what(exchange), decision);
    }

    private static Who who(OutboundExchange exchange) {
        String address = exchange.remote.toString();
        return exchange.provenIfAny()
                .map(caller -> switch (caller.subject()) {
                    case Subject.Program program -> Who.key(caller.tenant(), program.keyId(), address);
                    case Subject.Person person -> Who.person(caller.tenantId().orElse(null), person.id(), address);
                })
                .orElseGet(() -> Who.unknown(address));
    }

    /// An integration stands in the record only where it exists for the caller.
    private static What what(OutboundExchange exchange) {
        String operation =
                exchange.callIfRead().map(OutboundCall::operationName).orElse(UNREAD);
        RequestHash digest = exchange.digestIfRead().map(RequestHash::of).orElse(RequestHash.none());
        return new What.DatabaseCall(
                operation, exchange.isGranted() ? exchange.grant().id() : null, digest, statements(exchange));
    }

    private static List<StatementFacts> statements(OutboundExchange exchange) {
        List<SqlStatement> written = exchange.callIfRead()
                .flatMap(OutboundCall::operation)
                .map(Operation::statements)
                .orElseGet(List::of);
        return exchange.ruling()
                .map(ruling -> AuditedStatements.of(ruling.verdicts(), written, exchange.salt))
                .orElseGet(List::of);
    }

    /// How the call ended, for a problem that the caller is told.
    static Outcome outcome(OutboundExchange exchange, ProblemException problem) {
        String code = problem.code().code();
        Optional<String> sqlState =
                Optional.ofNullable(problem.details().get("sqlstate")).map(Object::toString);
        if (!exchange.everRan()) {
            return Outcome.refused(code);
        }
        return sqlState.filter("08007"::equals).isPresent()
                ? Outcome.unknown(code, "08007")
                : Outcome.failed(code, sqlState.orElse(null));
    }

    static Decision decision(OutboundExchange exchange, ProblemException problem) {
        if (exchange.everRan()) {
            return allowed(exchange);
        }
        return exchange.ruling()
                .filter(Ruling::stops)
                .map(Ruling::audited)
                .orElseGet(() -> Decision.refused(problem.code().code()));
    }

    /// May run, under the policy that the guard asked.
    static Decision allowed(OutboundExchange exchange) {
        return exchange.ruling().map(Ruling::audited).orElseGet(Decision::allowed);
    }

    private static <T> Future<T> unavailable(Throwable failure) {
        return failure instanceof AuditUnavailableException
                ? Future.failedFuture(new ProblemException(
                        ProblemCode.AUDIT_UNAVAILABLE,
                        ProblemCode.AUDIT_UNAVAILABLE.title(),
                        "audit: " + failure.getMessage(),
                        failure))
                : Future.failedFuture(failure);
    }
}
