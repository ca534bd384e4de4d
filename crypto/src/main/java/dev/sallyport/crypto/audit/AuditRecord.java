package dev.sallyport.crypto.audit;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.merkle.MerkleHash;
import dev.sallyport.crypto.id.AuditEventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the log: its canonical bytes, its leaf (known before it is stored, so that an envelope can
 * promise it) and the disclosure that is stored beside them. Immutable, thread safe.
 */
public final class AuditRecord {
    private final AuditEvent event;
    private final Disclosure disclosure;
    private final byte[] canonical;
    private final Hash32 leaf;

    private AuditRecord(AuditEvent event, Disclosure disclosure) {
        this.event = event;
        this.disclosure = disclosure;
        this.canonical = AuditEventCodec.encode(event);
        this.leaf = MerkleHash.leaf(canonical);
    }

    /**
     * The record of what is about to be done, and the start of every call's record. {@code salt} blinds the parameters
     * of {@code what} too.
     */
    public static AuditRecord start(
            AuditEventId id, Instant now, AuditSalt salt, Who who, What what, Decision decision) {
        requireNonNull(salt, "salt is null");
        var event = new AuditEvent(id, now, CommittedWho.of(who, salt), what, decision, new Stage.Intended());
        return new AuditRecord(event, Disclosure.of(who, salt));
    }

    /** The record of how this call ended, where the answer is no envelope and nothing was timed. */
    public AuditRecord conclude(Instant now, Outcome outcome) {
        return conclude(now, outcome, Timings.none(), null);
    }

    /** The record of how this call ended; it has the same id, salt and facts. */
    public AuditRecord conclude(Instant now, Outcome outcome, Timings timings, @Nullable EnvelopeKeys keys) {
        return conclude(now, event.what(), outcome, timings, keys);
    }

    /** As above, for a call whose facts (statements, integration) became known only later. */
    public AuditRecord conclude(Instant now, What what, Outcome outcome, Timings timings, @Nullable EnvelopeKeys keys) {
        var stage = new Stage.Concluded(outcome, timings, keys);
        return new AuditRecord(new AuditEvent(event.id(), now, event.who(), what, event.decision(), stage), disclosure);
    }

    public AuditEvent event() {
        return event;
    }

    public AuditEventId id() {
        return event.id();
    }

    public Disclosure disclosure() {
        return disclosure;
    }

    /** A copy of the bytes that the leaf is the hash of. */
    public byte[] canonical() {
        return canonical.clone();
    }

    public Hash32 leaf() {
        return leaf;
    }
}
