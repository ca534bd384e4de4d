package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.keys.InvalidDelegationException;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.files.DataFolder;
import dev.sallyport.quickstart.files.KeptSecrets;
import dev.sallyport.quickstart.kms.KmsPrincipal;
import dev.sallyport.quickstart.kms.LocalKms;
import dev.sallyport.quickstart.process.Children;
import dev.sallyport.quickstart.process.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/// The ceremony against the local KMS as its own process.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyCeremonyIT {

    private DataFolder folder;
    private Children children;
    private KeptSecrets kept;
    private LocalKms kms;
    private JsonNode proxyKeys;
    private JsonNode vaultKeys;

    @BeforeAll
    void hold(@TempDir Path temp) throws Exception {
        folder = DataFolder.lock(temp.resolve("data"));
        children = Children.supervise(folder.folder("run"), folder.folder("log"));
        kept = new KeptSecrets(folder.folder("secrets"));
        var addresses = Addresses.claim(folder, new StackOptions(folder.root(), 0, 0));
        kms = new LocalKms(folder.folder("kms"), kept, addresses.kms());
        kms.start(children, Kind.SERVICE, Programs.ofThisBuild().localKms());
        new ServiceSettings(folder, addresses, Certificates.ensure(folder.folder("tls")), kept, kms.endpoint())
                .ensureKeys();
        proxyKeys = read("proxy-keys.json");
        vaultKeys = read("vault-keys.json");
    }

    @AfterAll
    void stop() throws Exception {
        children.close();
        folder.close();
    }

    @Test
    void the_root_key_vouches_for_the_response_signing_key_and_for_no_other() {
        var postQuantum = PostQuantum.pinned("bc");
        var root = postQuantum.verificationKey(SigningKeyId.of("sk_root"), bytes(proxyKeys.path("root_public_key")));
        JsonNode signer = vaultKeys.path("signing_keys").path(0);

        assertThat(delegation(signer, signer.path("public_key"))
                        .trust(postQuantum, root)
                        .id())
                .isEqualTo(SigningKeyId.of(signer.path("key_id").asText()));
        assertThatThrownBy(() -> delegation(
                                signer, vaultKeys.path("proxy_identity").path("public_key"))
                        .trust(postQuantum, root))
                .isInstanceOf(InvalidDelegationException.class);
    }

    @Test
    void the_key_of_the_vaults_log_is_delegated_for_that_log_and_never_for_answers() {
        var postQuantum = PostQuantum.pinned("bc");
        var root = postQuantum.verificationKey(SigningKeyId.of("sk_root"), bytes(vaultKeys.path("root_public_key")));
        JsonNode key = vaultKeys.path("log_key");
        JsonNode word = key.path("delegation");
        var forTheLog = new Delegation(
                SigningKeyId.of(key.path("key_id").asText()),
                bytes(key.path("public_key")),
                word.path("not_before").asLong(),
                word.path("not_after").asLong(),
                bytes(word.path("signature")),
                "vault");

        assertThat(forTheLog.trust(postQuantum, root).signsAnswers()).isFalse();
        assertThat(forTheLog.trust(postQuantum, root).signsHeadsOf("vault")).isTrue();
        assertThatThrownBy(() -> delegation(key, key.path("public_key")).trust(postQuantum, root))
                .isInstanceOf(InvalidDelegationException.class);
    }

    @Test
    void the_proxy_alone_opens_its_own_seeds() throws IOException {
        JsonNode identity = proxyKeys.path("identity");
        var context = EncryptionContext.signingKey(
                SigningKeyId.of(identity.path("key_id").asText()));

        try (KmsClient proxy = client(KmsPrincipal.PROXY)) {
            byte[] seed = decrypt(proxy, identity, context);
            try (Secret secret = Secret.take(seed);
                    var key = PostQuantum.pinned("bc").signingKey(SigningKeyId.next(), secret)) {
                assertThat(key.publicKeyBytes()).isEqualTo(bytes(identity.path("public_key")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KmsPrincipal.class,
            names = {"VAULT", "OPERATOR"})
    void no_other_principal_opens_them(KmsPrincipal other) throws IOException {
        JsonNode identity = proxyKeys.path("identity");
        var context = EncryptionContext.signingKey(
                SigningKeyId.of(identity.path("key_id").asText()));

        try (KmsClient client = client(other)) {
            assertThatThrownBy(() -> decrypt(client, identity, context))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("AccessDeniedException"));
        }
    }

    @Test
    void the_files_hold_no_seed_in_clear_and_are_for_their_owner_alone() throws IOException {
        byte[] sealer = Files.readAllBytes(folder.folder("keys").resolve("vault-sealer.key"));
        assertThat(sealer).hasSize(32);
        assertThat(vaultKeys.toString() + proxyKeys)
                .doesNotContain(Base64.getEncoder().encodeToString(sealer));
        try (var files = Files.list(folder.folder("keys"))) {
            assertThat(files.toList())
                    .hasSizeGreaterThanOrEqualTo(8)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    private static byte[] decrypt(KmsClient client, JsonNode key, EncryptionContext context) {
        return client.decrypt(request -> request.ciphertextBlob(SdkBytes.fromByteArray(bytes(key.path("wrapped_seed"))))
                        .encryptionContext(context.entries()))
                .plaintext()
                .asByteArray();
    }

    private static Delegation delegation(JsonNode signer, JsonNode publicKey) {
        JsonNode word = signer.path("delegation");
        return new Delegation(
                SigningKeyId.of(signer.path("key_id").asText()),
                bytes(publicKey),
                word.path("not_before").asLong(),
                word.path("not_after").asLong(),
                bytes(word.path("signature")));
    }

    private KmsClient client(KmsPrincipal principal) throws IOException {
        return KmsClient.builder()
                .region(Region.of(LocalKms.region()))
                .endpointOverride(kms.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(principal.accessKeyId(), kept.text(principal.keptAs()))))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private JsonNode read(String name) throws IOException {
        return new ObjectMapper().readTree(folder.folder("keys").resolve(name).toFile());
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }
}
