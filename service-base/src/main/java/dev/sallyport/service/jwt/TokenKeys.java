package dev.sallyport.service.jwt;

import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;

/// The pinned keys of one issuer by their names.
@FunctionalInterface
public interface TokenKeys {
    /// The key of this name. A token without a name gives an empty one; only a set of one key answers to that.
    Optional<PublicKey> find(Optional<String> keyId);

    /// Exactly one key, whatever the token calls it, as long as it calls it by this name or by none.
    static TokenKeys single(String name, PublicKey key) {
        return keyId -> keyId.filter(id -> !id.equals(name)).isEmpty() ? Optional.of(key) : Optional.empty();
    }

    /// Several keys; a token must name one.
    static TokenKeys of(Map<String, PublicKey> keys) {
        var pinned = Map.copyOf(keys);
        return keyId -> keyId.flatMap(id -> Optional.ofNullable(pinned.get(id)));
    }
}
