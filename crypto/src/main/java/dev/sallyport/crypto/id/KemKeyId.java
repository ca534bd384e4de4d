package dev.sallyport.crypto.id;

/** Names an ML-KEM key pair: a client's, or a tenant's unsealing key. Text form {@code kk_…}; a new one is {@code kk_} and a monotonic ULID. */
public record KemKeyId(String value) implements Id {
    private static final String PREFIX = "kk_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public KemKeyId {
        IdText.require(PREFIX, value);
    }

    public static KemKeyId of(String value) {
        return new KemKeyId(value);
    }

    public static KemKeyId next() {
        return new KemKeyId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
