package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.id.AuditEventId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One thing that happened, as the log keeps it. A call that writes leaves two records with one id: what was intended,
 * before the effect, and how it ended, before the answer; every other call leaves the second one only.
 *
 * <pre>{@code
 * AuditSalt salt = AuditSalt.next();
 * AuditRecord intent = AuditRecord.start(AuditEventId.next(), now, salt, who, what, decision);
 * auditLog.intend(intent);                        // durable, then the effect; only where something writes
 * AuditRecord conclusion = intent.conclude(now, Outcome.succeeded(rows, bytes), timings, keys);
 * seal(conclusion.leaf());                        // the envelope promises the leaf
 * auditLog.conclude(conclusion);                  // durable, then the answer
 * }</pre>
 *
 * @param at when, in whole milliseconds
 */
public record AuditEvent(AuditEventId id, Instant at, CommittedWho who, What what, Decision decision, Stage stage) {
    public AuditEvent {
        requireNonNull(id, "id is null");
        at = at.truncatedTo(ChronoUnit.MILLIS);
        if (at.toEpochMilli() < 0) {
            throw new IllegalArgumentException("an event before 1970");
        }
        requireNonNull(who, "who is null");
        requireNonNull(what, "what is null");
        requireNonNull(decision, "decision is null");
        requireNonNull(stage, "stage is null");
    }

    public boolean isConcluded() {
        return stage instanceof Stage.Concluded;
    }
}
