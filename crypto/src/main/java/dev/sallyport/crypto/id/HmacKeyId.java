package dev.sallyport.crypto.id;

/** Names an HMAC secret that a client and the proxy share. Text form {@code hk_…}; a new one is {@code hk_} and a monotonic ULID. */
public record HmacKeyId(String value) implements SealedId {
    private static final String PREFIX = "hk_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public HmacKeyId {
        IdText.require(PREFIX, value);
    }

    public static HmacKeyId of(String value) {
        return new HmacKeyId(value);
    }

    public static HmacKeyId next() {
        return new HmacKeyId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
