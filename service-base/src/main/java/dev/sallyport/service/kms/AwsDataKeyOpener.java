package dev.sallyport.service.kms;

import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import java.util.Arrays;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/// kms:Decrypt, always with the explicit key and context. Blocking; thread safe.
public final class AwsDataKeyOpener implements DataKeyOpener {
    private final KmsClient kms;

    public AwsDataKeyOpener(KmsClient kms) {
        this.kms = kms;
    }

    @Override
    public Secret open(KmsKeyRef key, byte[] wrapped, EncryptionContext context) {
        var answer = KmsFailures.mapping(
                "Decrypt",
                () -> kms.decrypt(request -> request.keyId(key.value())
                        .ciphertextBlob(SdkBytes.fromByteArray(wrapped))
                        .encryptionContext(context.entries())));
        var plaintext = answer.plaintext().asByteArrayUnsafe();
        try {
            return Secret.copyOf(plaintext);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }
}
