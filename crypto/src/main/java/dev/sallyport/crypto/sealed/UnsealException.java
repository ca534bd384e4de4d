package dev.sallyport.crypto.sealed;

/** A record that does not open. Outages of the KMS are not this but {@link dev.sallyport.crypto.kms.KmsFailure}. */
public final class UnsealException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where it stopped; for the log and the audit event, never for a remote party. */
    public enum Reason {
        /** The record is not the one that the pin names. */
        NOT_THE_PINNED_RECORD,
        /** No pinned sealing key of that id, or its signature does not hold. */
        NOT_SIGNED_BY_THE_VAULT,
        /** No slot for a key that is held here. */
        NO_SLOT,
        /** Slot, commitment or body do not open. */
        DAMAGED
    }

    private final Reason reason;

    UnsealException(Reason reason) {
        super("record does not unseal: " + reason);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
