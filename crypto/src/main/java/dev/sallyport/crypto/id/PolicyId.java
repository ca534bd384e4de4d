package dev.sallyport.crypto.id;

/** Names a policy. Text form {@code pol_…}; a new one is {@code pol_} and a monotonic ULID. */
public record PolicyId(String value) implements Id {
    private static final String PREFIX = "pol_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public PolicyId {
        IdText.require(PREFIX, value);
    }

    public static PolicyId of(String value) {
        return new PolicyId(value);
    }

    public static PolicyId next() {
        return new PolicyId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
