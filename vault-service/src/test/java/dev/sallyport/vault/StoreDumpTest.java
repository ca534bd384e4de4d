package dev.sallyport.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.vault.stack.Vault;
import dev.sallyport.vault.stack.VaultStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.KmsException;

/// Somebody with a complete dump of the vault's database, and the vault's own role at the KMS.
@QuarkusTest
@WithTestResource(VaultStack.class)
class StoreDumpTest {
    private final VaultStack stack = VaultStack.current();

    @Test
    void a_dump_and_the_vaults_kms_role_open_no_record() throws Exception {
        // Given
        var caller = Vault.inNewTenant();
        var word = "canary" + System.nanoTime();
        var credential = caller.sealDsn("postgresql://someone:" + word + "@localhost:1/shop");
        caller.issueKey(_ -> {}, "vault:read");
        var dump = VaultDump.of(stack);
        var records = records(caller.tenant());

        // When
        int refused = 0;
        try (var asVault = stack.kms().client(stack.kms().vault())) {
            for (SealedCredential record : records) {
                var kemKey = record.kemKeyIds().getFirst();
                for (String purpose : List.of("vault-seal", "kem-seed", "signing-key", "token-key")) {
                    var failure = catchThrowableOfType(
                            KmsException.class,
                            () -> asVault.decrypt(request -> request.keyId(
                                            record.kmsKeyRef(kemKey).value())
                                    .ciphertextBlob(SdkBytes.fromByteArray(record.wrappedDataKey(kemKey)))
                                    .encryptionContext(Map.of(
                                            "app",
                                            "sallyport",
                                            "purpose",
                                            purpose,
                                            "tenant_id",
                                            caller.tenant(),
                                            "credential_id",
                                            record.header().credentialId().value(),
                                            "version",
                                            "1"))));
                    assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                    refused++;
                }
            }
        }

        // Then
        assertThat(records).hasSize(2);
        assertThat(refused).isEqualTo(8);
        var bytes = word.getBytes(StandardCharsets.UTF_8);
        assertThat(dump)
                .contains(credential)
                .doesNotContain(word)
                .doesNotContain(HexFormat.of().formatHex(bytes))
                .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    }

    @Test
    void equal_dsns_give_rows_that_share_nothing_secret() {
        // Given
        var caller = Vault.inNewTenant();
        var dsn = "postgresql://u:p@localhost:1/shop";

        // When
        caller.sealDsn(dsn);
        caller.sealDsn(dsn);

        // Then
        var records = records(caller.tenant());
        var blocks = new HashSet<String>();
        for (SealedCredential record : records) {
            var bytes = record.toBytes();
            for (int at = 0; at + 32 <= bytes.length; at += 32) {
                blocks.add(HexFormat.of().formatHex(Arrays.copyOfRange(bytes, at, at + 32)));
            }
            assertThat(record.wrappedDataKey(record.kemKeyIds().getFirst())).isNotEmpty();
        }
        assertThat(records).hasSize(2);
        assertThat(records.get(0).digest()).isNotEqualTo(records.get(1).digest());
        assertThat(records.get(0).wrappedDataKey(records.get(0).kemKeyIds().getFirst()))
                .isNotEqualTo(
                        records.get(1).wrappedDataKey(records.get(1).kemKeyIds().getFirst()));
        assertThat(blocks.size()).isGreaterThan(records.get(0).toBytes().length / 32);
    }

    private static List<SealedCredential> records(String tenant) {
        var all = Vault.value("SELECT string_agg(encode(record, 'hex'), ',') FROM (SELECT v.record FROM"
                + " vault.credential_version v JOIN vault.credential c USING (credential_id) WHERE c.tenant_id = '"
                + tenant + "' UNION ALL SELECT hmac_record FROM vault.api_key WHERE tenant_id = '" + tenant + "') r");
        return Arrays.stream(all.split(","))
                .map(HexFormat.of()::parseHex)
                .map(SealedCredential::parse)
                .toList();
    }
}
