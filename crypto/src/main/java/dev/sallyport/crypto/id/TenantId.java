package dev.sallyport.crypto.id;

/** Names a tenant. Text form {@code ten_…}; a new one is {@code ten_} and a monotonic ULID. */
public record TenantId(String value) implements Id {
    private static final String PREFIX = "ten_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public TenantId {
        IdText.require(PREFIX, value);
    }

    public static TenantId of(String value) {
        return new TenantId(value);
    }

    public static TenantId next() {
        return new TenantId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
