package dev.sallyport.crypto.id;

/** Names an API key, never the key itself. Text form {@code key_…}; a new one is {@code key_} and a monotonic ULID. */
public record ApiKeyId(String value) implements Id {
    private static final String PREFIX = "key_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public ApiKeyId {
        IdText.require(PREFIX, value);
    }

    public static ApiKeyId of(String value) {
        return new ApiKeyId(value);
    }

    public static ApiKeyId next() {
        return new ApiKeyId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
