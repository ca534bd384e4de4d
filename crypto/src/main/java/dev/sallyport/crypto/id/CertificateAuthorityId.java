package dev.sallyport.crypto.id;

/** Names an uploaded certificate authority. Text form {@code ca_…}; a new one is {@code ca_} and a monotonic ULID. */
public record CertificateAuthorityId(String value) implements Id {
    private static final String PREFIX = "ca_";

    /** Checks prefix and form; throws {@link InvalidIdException}. */
    public CertificateAuthorityId {
        IdText.require(PREFIX, value);
    }

    public static CertificateAuthorityId of(String value) {
        return new CertificateAuthorityId(value);
    }

    public static CertificateAuthorityId next() {
        return new CertificateAuthorityId(PREFIX + Ulid.next());
    }

    @Override
    public String toString() {
        return value;
    }
}
