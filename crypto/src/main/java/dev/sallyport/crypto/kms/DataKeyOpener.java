package dev.sallyport.crypto.kms;

import dev.sallyport.crypto.secret.Secret;

/** Opens wrapped keys (kms:Decrypt). Held by the proxy alone. Blocking; throws {@link KmsFailure}. */
@FunctionalInterface
public interface DataKeyOpener {
    /** Opens {@code wrapped} with exactly this key and this context. The caller closes the secret. */
    Secret open(KmsKeyRef key, byte[] wrapped, EncryptionContext context);
}
