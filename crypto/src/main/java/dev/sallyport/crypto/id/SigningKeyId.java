package dev.sallyport.crypto.id;

/** Names an ML-DSA key pair. Text form {@code sk_…}; a new one is {@code sk_} and a monotonic ULID. */
public record SigningKeyId(String value) implements Id {
    private static final String PREFIX = "sk_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public SigningKeyId {
        IdText.require(PREFIX, value);
    }

    public static SigningKeyId of(String value) {
        return new SigningKeyId(value);
    }

    public static SigningKeyId next() {
        return new SigningKeyId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
