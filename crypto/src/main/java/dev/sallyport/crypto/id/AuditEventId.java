package dev.sallyport.crypto.id;

/** Names an audit event. Text form {@code aud_…}; a new one is {@code aud_} and a monotonic ULID. */
public record AuditEventId(String value) implements Id {
    private static final String PREFIX = "aud_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public AuditEventId {
        IdText.require(PREFIX, value);
    }

    public static AuditEventId of(String value) {
        return new AuditEventId(value);
    }

    public static AuditEventId next() {
        return new AuditEventId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
