package dev.sallyport.vault.call;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.AuditRecord;
import dev.sallyport.crypto.audit.AuditSalt;
import dev.sallyport.crypto.audit.Decision;
import dev.sallyport.crypto.audit.Outcome;
import dev.sallyport.crypto.audit.What;
import dev.sallyport.crypto.audit.Who;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.id.AuditEventId;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.caller.Caller;
import dev.sallyport.service.caller.Subject;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.vault.keyring.VaultKeys;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a call leaves in the audit log. An answer leaves the service after its conclusion is durable; a refusal that
/// cannot be recorded becomes `audit_unavailable`.
@ApplicationScoped
class Trail {
    private static final String EVENT = "audit_event_id";
    private static final String REQUEST = "request_id";

    private final AuditLog log;
    private final VaultKeys keys;
    private final Clock clock;

    Trail(AuditLog log, VaultKeys keys, Clock clock) {
        this.log = log;
        this.keys = keys;
        this.clock = clock;
    }

    Call begin(Entrance entrance, Caller caller, Act act, byte[] body) {
        return new Call(
                entrance,
                caller,
                start(entrance, who(entrance, caller), what(entrance, act), Decision.allowed()),
                digest(entrance, body));
    }

    private static Who who(Entrance entrance, Caller caller) {
        var address = entrance.remote().toString();
        return switch (caller.subject()) {
            case Subject.Program program -> Who.key(caller.tenant(), program.keyId(), address);
            case Subject.Person person -> Who.person(caller.tenantId().orElse(null), person.id(), address);
        };
    }

    Uni<Void> intend(Call call) {
        return Uni.createFrom().completionStage(() -> log.intend(call.audit()).toCompletionStage());
    }

    /// Passes the answer or the failure on once it is recorded.
    Uni<Rendered> conclude(Call call, @Nullable Rendered rendered, @Nullable Throwable fault) {
        if (fault == null && rendered != null) {
            return record(call.audit(), Outcome.succeeded(0, rendered.body().length))
                    .replaceWith(rendered);
        }
        var problem = Faults.toProblem(requireNonNull(fault, "fault is null"));
        var code = problem.code().code();
        var outcome = problem.code().status() >= 500 ? Outcome.failed(code, null) : Outcome.refused(code);
        return record(call.audit(), outcome)
                .chain(() -> Uni.createFrom()
                        .failure(problem.with(EVENT, call.auditEventId().value())));
    }

    /// Records the refusal of a caller at the door, and fails with it. Refusals for their mere number are counted, not
    /// kept.
    ///
    /// @param proven who it was, where that was certain
    <T> Uni<T> refused(Entrance entrance, Optional<Caller> proven, Act act, ProblemException problem) {
        if (problem.code() == ProblemCode.RATE_LIMITED || problem.code().status() >= 500) {
            return Uni.createFrom().failure(problem);
        }
        var who = proven.map(caller -> who(entrance, caller))
                .orElseGet(() -> Who.unknown(entrance.remote().toString()));
        var what = what(entrance, act.operation(), act.target());
        var event = start(entrance, who, what, Decision.refused(problem.code().code()));
        return record(event, Outcome.refused(problem.code().code()))
                .chain(() ->
                        Uni.createFrom().failure(problem.with(EVENT, event.id().value())));
    }

    /// Records a visit of somebody unknown, with the person that he turned out to be.
    Uni<Rendered> visited(Entrance entrance, String operation, @Nullable Answer answer, @Nullable Throwable fault) {
        var who = Who.unknown(entrance.remote().toString());
        if (fault != null || answer == null) {
            var problem = Faults.toProblem(requireNonNull(fault, "fault is null"));
            if (problem.code() == ProblemCode.RATE_LIMITED) {
                return Uni.createFrom().failure(problem);
            }
            var code = problem.code().code();
            var event = start(entrance, who, what(entrance, operation, null), Decision.refused(code));
            return record(event, Outcome.refused(code))
                    .chain(() -> Uni.createFrom()
                            .failure(problem.with(EVENT, event.id().value())));
        }
        var person = answer.data().path("person_id").asText(null);
        var event = start(entrance, who, what(entrance, operation, person), Decision.allowed());
        return record(event, Outcome.succeeded()).replaceWith(Rendered.of(entrance.requestId(), event.id(), answer));
    }

    private static AuditRecord start(Entrance entrance, Who who, What what, Decision decision) {
        return AuditRecord.start(AuditEventId.next(), entrance.now(), AuditSalt.next(), who, what, decision);
    }

    private static What what(Entrance entrance, Act act) {
        var details = new HashMap<>(act.details().get());
        details.put(REQUEST, entrance.requestId().value());
        return What.Administration.of(act.operation(), act.target(), details);
    }

    private static What what(Entrance entrance, String operation, @Nullable String target) {
        return What.Administration.of(
                operation, target, Map.of(REQUEST, entrance.requestId().value()));
    }

    /// Keyed, because a body may hold a password that somebody with the database could otherwise guess.
    private byte[] digest(Entrance entrance, byte[] body) {
        var line = (entrance.method() + ' ' + entrance.pathAndQuery() + '\n').getBytes(StandardCharsets.UTF_8);
        return keys.answerSecret().reveal(key -> Hashes.hmacSha512(key, line, body));
    }

    private Uni<Void> record(AuditRecord record, Outcome outcome) {
        return Uni.createFrom()
                .completionStage(() ->
                        log.conclude(record.conclude(clock.instant(), outcome)).toCompletionStage());
    }
}
