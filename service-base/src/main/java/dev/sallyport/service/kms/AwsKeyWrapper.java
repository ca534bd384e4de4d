package dev.sallyport.service.kms;

import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import java.util.Arrays;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/// kms:Encrypt. Blocking; thread safe.
public final class AwsKeyWrapper implements KeyWrapper {
    private final KmsClient kms;

    public AwsKeyWrapper(KmsClient kms) {
        this.kms = kms;
    }

    @Override
    public byte[] wrap(KmsKeyRef key, Secret secret, EncryptionContext context) {
        var plaintext = secret.reveal(byte[]::clone);
        try {
            return KmsFailures.mapping(
                            "Encrypt",
                            () -> kms.encrypt(request -> request.keyId(key.value())
                                    .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext))
                                    .encryptionContext(context.entries())))
                    .ciphertextBlob()
                    .asByteArray();
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }
}
