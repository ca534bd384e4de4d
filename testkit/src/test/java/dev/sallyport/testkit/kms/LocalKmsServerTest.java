package dev.sallyport.testkit.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.localkms.fault.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;

/// Who may do what with a tenant's key, asked of the real server by the real SDK.
class LocalKmsServerTest {

    private static final Map<String, String> SEAL = Map.of(
            "app",
            "sallyport",
            "purpose",
            "vault-seal",
            "tenant_id",
            "ten_a",
            "credential_id",
            "cred_a",
            "version",
            "1");

    private static LocalKmsServer server;
    private static KmsClient vault;
    private static KmsClient proxy;
    private static KmsClient rewrap;
    private static KmsClient admin;

    @BeforeAll
    static void start() {
        server = LocalKmsServer.started();
        vault = server.client(server.vault());
        proxy = server.client(server.proxy());
        rewrap = server.client(server.rewrap());
        admin = server.client(server.admin());
    }

    @AfterAll
    static void stop() {
        vault.close();
        proxy.close();
        rewrap.close();
        admin.close();
        server.close();
    }

    /// `created by the vault`: the default policy, under which the principals' own policies decide.
    @ParameterizedTest
    @ValueSource(strings = {"tenant key policy", "created by the vault"})
    void the_vault_seals_and_only_the_proxy_unseals(String kind) {
        var key = key(kind);

        var sealed = vault.generateDataKey(
                request -> request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(SEAL));
        var opened = proxy.decrypt(request ->
                request.keyId(key).ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(SEAL));

        assertThat(opened.plaintext()).isEqualTo(sealed.plaintext());
        for (KmsClient other : new KmsClient[] {vault, rewrap, admin}) {
            assertDenied(() -> other.decrypt(request ->
                    request.keyId(key).ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(SEAL)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant key policy", "created by the vault"})
    void the_proxy_cannot_make_data_keys_and_wraps_only_its_own_kinds(String kind) {
        var key = key(kind);

        assertDenied(() -> proxy.generateDataKey(
                request -> request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(SEAL)));
        assertDenied(() -> proxy.encrypt(request ->
                request.keyId(key).plaintext(SdkBytes.fromUtf8String("x")).encryptionContext(SEAL)));
        for (String purpose : new String[] {"kem-seed", "signing-key", "token-key"}) {
            var context = Map.of("app", "sallyport", "purpose", purpose, "tenant_id", "ten_a");
            var wrapped = proxy.encrypt(request ->
                    request.keyId(key).plaintext(SdkBytes.fromUtf8String("x")).encryptionContext(context));
            assertThat(proxy.decrypt(request -> request.keyId(key)
                                    .ciphertextBlob(wrapped.ciphertextBlob())
                                    .encryptionContext(context))
                            .plaintext()
                            .asUtf8String())
                    .isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kem-seed", "signing-key", "token-key", "VAULT-SEAL", ""})
    void the_vault_makes_data_keys_for_no_other_purpose(String purpose) {
        var key = server.createTenantKey();

        assertDenied(() -> vault.generateDataKey(request -> request.keyId(key)
                .keySpec(DataKeySpec.AES_256)
                .encryptionContext(Map.of("app", "sallyport", "purpose", purpose))));
        assertDenied(() -> vault.generateDataKey(request -> request.keyId(key)
                .keySpec(DataKeySpec.AES_256)
                .encryptionContext(Map.of("app", "sallyport", "purpose", "vault-seal", "Purpose", "kem-seed"))));
    }

    @Test
    void the_rewrap_job_moves_a_data_key_without_seeing_it() {
        var from = server.createTenantKey();
        var to = server.createTenantKey();
        var sealed = vault.generateDataKey(
                request -> request.keyId(from).keySpec(DataKeySpec.AES_256).encryptionContext(SEAL));

        var moved = rewrap.reEncrypt(request -> request.sourceKeyId(from)
                .ciphertextBlob(sealed.ciphertextBlob())
                .sourceEncryptionContext(SEAL)
                .destinationKeyId(to)
                .destinationEncryptionContext(SEAL));

        assertThat(proxy.decrypt(request -> request.keyId(to)
                                .ciphertextBlob(moved.ciphertextBlob())
                                .encryptionContext(SEAL))
                        .plaintext())
                .isEqualTo(sealed.plaintext());
    }

    @Test
    void throttling_hits_as_often_as_it_was_told() {
        var key = server.createTenantKey();
        server.faults().next(2, new Fault.Throttle(), "DescribeKey");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> vault.describeKey(request -> request.keyId(key)))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException"));
        }
        assertDenied(() -> vault.describeKey(request -> request.keyId(key)));
    }

    @Test
    void a_stopped_server_refuses_and_a_started_one_still_has_its_keys() {
        var key = server.createTenantKey();
        var sealed = vault.generateDataKey(
                request -> request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(SEAL));

        server.stop();
        assertThatThrownBy(() -> proxy.decrypt(request -> request.keyId(key)
                        .ciphertextBlob(sealed.ciphertextBlob())
                        .encryptionContext(SEAL)))
                .isInstanceOf(SdkClientException.class);
        server.start();

        assertThat(proxy.decrypt(request -> request.keyId(key)
                                .ciphertextBlob(sealed.ciphertextBlob())
                                .encryptionContext(SEAL))
                        .plaintext())
                .isEqualTo(sealed.plaintext());
    }

    private static String key(String kind) {
        return kind.equals("tenant key policy")
                ? server.createTenantKey()
                : vault.createKey(request -> {}).keyMetadata().arn();
    }

    private static void assertDenied(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
    }
}
