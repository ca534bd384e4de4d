package dev.sallyport.crypto.id;

/** Names a token that stands for a value of a customer. Text form {@code tok_…}; a new one is {@code tok_} and a monotonic ULID. */
public record TokenId(String value) implements Id {
    private static final String PREFIX = "tok_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public TokenId {
        IdText.require(PREFIX, value);
    }

    public static TokenId of(String value) {
        return new TokenId(value);
    }

    public static TokenId next() {
        return new TokenId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
