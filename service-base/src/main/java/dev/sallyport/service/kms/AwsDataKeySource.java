package dev.sallyport.service.kms;

import dev.sallyport.crypto.kms.DataKey;
import dev.sallyport.crypto.kms.DataKeySource;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import java.util.Arrays;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;

/// kms:GenerateDataKey. Blocking; thread safe.
public final class AwsDataKeySource implements DataKeySource {
    private final KmsClient kms;

    public AwsDataKeySource(KmsClient kms) {
        this.kms = kms;
    }

    @Override
    public DataKey generate(KmsKeyRef key, EncryptionContext context) {
        var answer = KmsFailures.mapping(
                "GenerateDataKey",
                () -> kms.generateDataKey(request ->
                        request.keyId(key.value()).keySpec(DataKeySpec.AES_256).encryptionContext(context.entries())));
        var plaintext = answer.plaintext().asByteArrayUnsafe();
        try {
            return new DataKey(Secret.copyOf(plaintext), answer.ciphertextBlob().asByteArray());
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }
}
