package dev.sallyport.proxy.grant;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the recipient of a key's answers is made of, held until that is made: six kilobytes a key that nobody needs
/// afterwards. Thread safe.
public final class RecipientParts {

    /// @param kemPublicKey 1184 bytes, the client's ML-KEM-768 key
    /// @param hmacRecord the HMAC secret, sealed
    public record Parts(byte[] kemPublicKey, byte[] hmacRecord) {}

    private volatile @Nullable Parts parts;

    RecipientParts(byte[] kemPublicKey, byte[] hmacRecord) {
        this.parts = new Parts(kemPublicKey, hmacRecord);
    }

    /// Empty once they were released; another load of the grant brings them again.
    public Optional<Parts> find() {
        return Optional.ofNullable(parts);
    }

    /// The recipient is made.
    public void release() {
        parts = null;
    }
}
