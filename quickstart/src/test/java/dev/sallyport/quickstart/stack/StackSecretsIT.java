package dev.sallyport.quickstart.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.quickstart.kms.KmsPrincipal;
import dev.sallyport.quickstart.kms.LocalKms;
import dev.sallyport.sdk.ClientFile;
import dev.sallyport.sdk.http.Json;
import dev.sallyport.testkit.canary.Canary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/// What the processes of a stack may do, are told and leave behind.
@ExtendWith(SharedStack.class)
class StackSecretsIT {

    private final RunningStack stack;

    StackSecretsIT(RunningStack stack) {
        this.stack = stack;
    }

    @Test
    void the_vaults_principal_is_denied_decrypt_of_what_the_vault_itself_sealed() throws Exception {
        SealedCredential record = SealedCredential.parse(sealedRecord());
        try (ClientFile file = ClientFile.read(stack.clientFile())) {
            var context = EncryptionContext.vaultSeal(file.tenantId(), stack.credential(), 1);

            assertThat(open(KmsPrincipal.PROXY, record, context)).hasSize(32);
            assertThatThrownBy(() -> open(KmsPrincipal.VAULT, record, context))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("AccessDeniedException"));
            assertThatThrownBy(() -> open(
                            KmsPrincipal.PROXY,
                            record,
                            EncryptionContext.vaultSeal(TenantId.next(), stack.credential(), 1)))
                    .isInstanceOf(KmsException.class);
        }
    }

    @Test
    void no_child_has_any_of_the_stacks_secrets_in_its_arguments_or_environment() throws Exception {
        for (String name : List.of("vault_app", "proxy_app", "vault_owner", "proxy_owner", "admin", "kms-proxy")) {
            var canary = new Canary(stack.kept().text(name));
            for (long pid : stack.pids()) {
                assertThat(canary.formsIn(Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"))))
                        .isEmpty();
                assertThat(canary.formsIn(Files.readAllBytes(Path.of("/proc/" + pid + "/environ"))))
                        .isEmpty();
            }
        }
    }

    @Test
    void the_client_file_is_for_its_owner_alone_and_holds_exactly_what_is_promised() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stack.clientFile())))
                .isEqualTo("rw-------");
        var names = new ArrayList<String>();
        Json.read(Files.readAllBytes(stack.clientFile())).fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "vault_url",
                        "proxy_url",
                        "tenant_id",
                        "api_key",
                        "hmac_key_id",
                        "hmac_secret",
                        "kem_key_id",
                        "kem_seed",
                        "root_public_key",
                        "credential_id",
                        "integration_id",
                        "admin",
                        "customer_database");
    }

    private byte[] sealedRecord() throws Exception {
        try (Connection admin = stack.platform("vault");
                var statement =
                        admin.prepareStatement("SELECT record FROM vault.credential_version WHERE credential_id = ?")) {
            statement.setString(1, stack.credential().value());
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getBytes(1);
            }
        }
    }

    private byte[] open(KmsPrincipal principal, SealedCredential record, EncryptionContext context) throws IOException {
        var slot = record.kemKeyIds().getFirst();
        try (KmsClient kms = KmsClient.builder()
                .region(Region.of(LocalKms.region()))
                .endpointOverride(stack.kms())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        principal.accessKeyId(), stack.kept().text(principal.keptAs()))))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return kms.decrypt(request -> request.keyId(record.kmsKeyRef(slot).value())
                            .ciphertextBlob(SdkBytes.fromByteArray(record.wrappedDataKey(slot)))
                            .encryptionContext(context.entries()))
                    .plaintext()
                    .asByteArray();
        }
    }
}
