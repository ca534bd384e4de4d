package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.id.AuditEventId;

/** An envelope whose signatures and binding held. Only {@link EnvelopeVerifier} makes one. Immutable. */
public final class VerifiedEnvelope {
    private final Envelope envelope;
    private final byte[] header;

    VerifiedEnvelope(Envelope envelope, byte[] header) {
        this.envelope = envelope;
        this.header = header;
    }

    /** The verified binding, a copy. */
    public Binding binding() {
        return envelope.binding().copy();
    }

    public AuditEventId auditEventId() {
        return envelope.auditEventId();
    }

    Envelope envelope() {
        return envelope;
    }

    byte[] header() {
        return header;
    }
}
