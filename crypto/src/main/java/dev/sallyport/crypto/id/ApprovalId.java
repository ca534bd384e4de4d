package dev.sallyport.crypto.id;

/** Names an approval that a person is asked for. Text form {@code apr_…}; a new one is {@code apr_} and a monotonic ULID. */
public record ApprovalId(String value) implements Id {
    private static final String PREFIX = "apr_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public ApprovalId {
        IdText.require(PREFIX, value);
    }

    public static ApprovalId of(String value) {
        return new ApprovalId(value);
    }

    public static ApprovalId next() {
        return new ApprovalId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
