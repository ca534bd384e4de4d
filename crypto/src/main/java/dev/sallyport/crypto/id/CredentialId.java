package dev.sallyport.crypto.id;

/** Names a credential; it stays the same through rotations. Text form {@code cred_…}; a new one is {@code cred_} and a monotonic ULID. */
public record CredentialId(String value) implements SealedId {
    private static final String PREFIX = "cred_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public CredentialId {
        IdText.require(PREFIX, value);
    }

    public static CredentialId of(String value) {
        return new CredentialId(value);
    }

    public static CredentialId next() {
        return new CredentialId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
