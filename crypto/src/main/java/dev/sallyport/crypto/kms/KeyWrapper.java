package dev.sallyport.crypto.kms;

import dev.sallyport.crypto.secret.Secret;

/** Wraps keys and seeds (kms:Encrypt). Held by the proxy. Blocking; throws {@link KmsFailure}. */
@FunctionalInterface
public interface KeyWrapper {
    /** Wraps {@code secret}, at most 4096 bytes, which stays the caller's. */
    byte[] wrap(KmsKeyRef key, Secret secret, EncryptionContext context);
}
