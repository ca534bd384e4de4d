package dev.sallyport.quickstart.kms;

import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.files.KeptSecrets;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/// What an operator does once: the platform's key, under which the proxy keeps its own keys.
public final class KmsSetUp {

    private final URI endpoint;
    private final KeptSecrets kept;

    public KmsSetUp(URI endpoint, KeptSecrets kept) {
        this.endpoint = endpoint;
        this.kept = kept;
    }

    /// Makes the platform's key, which the proxy's principal alone may use, and for nothing but signing keys.
    public KmsKeyRef createPlatformKey() throws IOException {
        String policy = """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": ["kms:Encrypt", "kms:Decrypt"],
                   "Resource": "*", "Condition": {"StringEquals": {"kms:EncryptionContext:purpose": "signing-key"}}},
                  {"Effect": "Allow", "Principal": {"AWS": ["%s", "%s"]},
                   "Action": ["kms:DescribeKey", "kms:PutKeyPolicy", "kms:GetKeyPolicy"], "Resource": "*"}]}""".formatted(KmsPrincipal.PROXY.arn(), KmsPrincipal.OPERATOR.arn(), KmsPrincipal.PROXY.arn());
        try (KmsClient kms = client(KmsPrincipal.OPERATOR)) {
            return KmsKeyRef.of(kms.createKey(
                            request -> request.description("Sallyport platform").policy(policy))
                    .keyMetadata()
                    .arn());
        }
    }

    /// Wraps as the proxy will, for the ceremony; closed by the caller.
    public ProxysWrapper proxysWrapper() throws IOException {
        return new ProxysWrapper(client(KmsPrincipal.PROXY));
    }

    private KmsClient client(KmsPrincipal principal) throws IOException {
        return KmsClient.builder()
                .region(Region.of(LocalKms.REGION))
                .endpointOverride(endpoint)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(principal.accessKeyId(), kept.text(principal.keptAs()))))
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(Duration.ofSeconds(5)))
                .overrideConfiguration(client -> client.apiCallTimeout(Duration.ofSeconds(20)))
                .build();
    }

    /// kms:Encrypt in the name of the proxy.
    public static final class ProxysWrapper implements KeyWrapper, AutoCloseable {

        private final KmsClient kms;

        private ProxysWrapper(KmsClient kms) {
            this.kms = kms;
        }

        @Override
        public byte[] wrap(KmsKeyRef key, Secret secret, EncryptionContext context) {
            return secret.reveal(bytes -> kms.encrypt(request -> request.keyId(key.value())
                            .plaintext(SdkBytes.fromByteArray(bytes))
                            .encryptionContext(context.entries()))
                    .ciphertextBlob()
                    .asByteArray());
        }

        @Override
        public void close() {
            kms.close();
        }
    }
}
