package dev.sallyport.proxy.evaluate;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.RequestHash;
import dev.sallyport.crypto.audit.StatementFacts;
import dev.sallyport.crypto.audit.Timings;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.AuditedStatements;
import dev.sallyport.proxy.guard.PolicyReview;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.audit.AuditUnavailableException;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The audit events of evaluations: of those that were answered and of those that were refused. No
/// audit, no answer.
final class EvaluateAudit {

    private static final String OPERATION = "evaluate";

    private final AuditLog log;
    private final Clock clock;

    EvaluateAudit(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Durable when complete.
    Future<PolicyReview> answered(EvaluateCall call, PolicyReview review) {
        List<StatementFacts> statements = AuditedStatements.of(review.verdicts());
        Outcome outcome = Outcome.succeeded(review.verdicts().size(), 0);
        return write(call, review.audited(), statements, outcome).map(durable -> review);
    }

    /// The refusal's document, with its event's id once that is durable. Refusals for their mere number are counted,
    /// not kept.
    Future<ProblemDocument> refused(EvaluateCall call, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
        if (problem.code() == ProblemCode.AUDIT_UNAVAILABLE || problem.code() == ProblemCode.RATE_LIMITED) {
            return Future.succeededFuture(ProblemDocument.of(problem, call.requestId.value()));
        }
        String code = problem.code().code();
        Outcome outcome = problem.code().status() >= 500 ? Outcome.failed(code, null) : Outcome.refused(code);
        return write(call, Decision.refused(code), List.of(), outcome)
                .map(durable -> new ProblemDocument(problem, call.requestId.value(), Optional.of(call.eventId.value())))
                .recover(unaudited -> Future.succeededFuture(
                        ProblemDocument.of(Faults.toProblem(unaudited), call.requestId.value())));
    }

    private Future<Void> write(EvaluateCall call, Decision decision, List<StatementFacts> statements, Outcome outcome) {
        What what = new What.DatabaseCall(
                OPERATION,
                call.grant().map(Grant.Integration::id).orElse(null),
                call.asked()
                        .map(asked -> RequestHash.of(Hashes.sha512(asked.text())))
                        .orElseGet(RequestHash::none),
                statements);
        AuditRecord begun =
                AuditRecord.start(call.eventId, clock.instant(), AuditSalt.next(), who(call), what, decision);
        return log.conclude(begun.conclude(clock.instant(), what, outcome, Timings.none(), null))
                .recover(EvaluateAudit::unavailable);
    }

    private static Who who(EvaluateCall call) {
        String address = call.remote.toString();
        return call.caller()
                .map(caller -> caller.subject() instanceof Subject.Program program
                        ? Who.key(caller.tenant(), program.keyId(), address)
                        : Who.person(
                                caller.tenantId().orElse(null), caller.subject().text(), address))
                .orElseGet(() -> Who.unknown(address));
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
