package dev.sallyport.crypto.id;

/** Names an integration: a credential, a target and the operations allowed on it. Text form {@code int_…}; a new one is {@code int_} and a monotonic ULID. */
public record IntegrationId(String value) implements Id {
    private static final String PREFIX = "int_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public IntegrationId {
        IdText.require(PREFIX, value);
    }

    public static IntegrationId of(String value) {
        return new IntegrationId(value);
    }

    public static IntegrationId next() {
        return new IntegrationId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
