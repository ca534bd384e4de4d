package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.VerificationKey;
import org.jspecify.annotations.Nullable;

/** The pinned public sealing keys by id. */
@FunctionalInterface
public interface VerificationKeys {
    /** The key, or null where none of that id is pinned. */
    @Nullable
    VerificationKey find(SigningKeyId keyId);
}
