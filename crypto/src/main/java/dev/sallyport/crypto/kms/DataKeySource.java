package dev.sallyport.crypto.kms;

import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;

/** Makes data keys (kms:GenerateDataKey). Held by the vault. Blocking; throws {@link KmsFailure}. */
@FunctionalInterface
public interface DataKeySource {
    /** A fresh key of 32 bytes under {@code key}, bound to {@code context}. The caller closes it. */
    DataKey generate(KmsKeyRef key, EncryptionContext context);

    /** A source that draws the key itself and has it wrapped, for a holder that may encrypt but not generate. */
    static DataKeySource wrapping(KeyWrapper wrapper, SecureRandom random) {
        return (key, context) -> {
            Secret plaintext = Secret.random(32, random);
            try {
                return new DataKey(plaintext, wrapper.wrap(key, plaintext, context));
            } catch (RuntimeException e) {
                plaintext.close();
                throw e;
            }
        };
    }
}
