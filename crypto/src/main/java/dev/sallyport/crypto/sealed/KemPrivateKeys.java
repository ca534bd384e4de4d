package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.pq.KemPrivateKey;
import org.jspecify.annotations.Nullable;

/** Lends private unsealing keys by id; whoever implements it owns and closes them. */
@FunctionalInterface
public interface KemPrivateKeys {
    /** The key, or null where this holder has none of that id. */
    @Nullable
    KemPrivateKey find(KemKeyId kemKeyId);
}
