package dev.sallyport.crypto.envelope;

import dev.sallyport.crypto.id.AuditEventId;

/** An envelope as it was read or made: well formed, not yet trusted. Its arrays are shared and must not be changed. */
public record Envelope(Encrypted encrypted, Signatures signature, Binding binding, AuditEventId auditEventId) {
    /** Reads JSON strictly; throws {@link EnvelopeRefused}. */
    public static Envelope parse(byte[] json) {
        return EnvelopeJson.read(json);
    }

    /** Writes JSON, the one spelling that the proxy sends. */
    public byte[] toJson() {
        return EnvelopeJson.write(this);
    }

    Envelope copy() {
        return new Envelope(encrypted.copy(), signature.copy(), binding.copy(), auditEventId);
    }
}
