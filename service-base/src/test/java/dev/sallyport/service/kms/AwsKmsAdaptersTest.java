package dev.sallyport.service.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.localkms.fault.Fault;
import dev.sallyport.testkit.kms.LocalKmsServer;
import java.time.Clock;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;

/// The adapters against a KMS that checks who calls.
@SuppressWarnings("NullAway.Init")
class AwsKmsAdaptersTest {
    private static final TenantId TENANT = TenantId.next();
    private static final EncryptionContext SEAL = EncryptionContext.vaultSeal(TENANT, CredentialId.next(), 1);

    private static LocalKmsServer server;
    private static KmsClient vault;
    private static KmsClient proxy;
    private static KmsKeyRef key;

    @BeforeAll
    static void start() {
        server = LocalKmsServer.started();
        vault = server.client(server.vault());
        proxy = server.client(server.proxy());
        key = KmsKeyRef.of(server.createTenantKey());
    }

    @AfterAll
    static void stop() {
        vault.close();
        proxy.close();
        server.close();
    }

    @AfterEach
    void noFaults() {
        server.faults().clear();
        server.start();
    }

    @Test
    void what_the_vault_has_made_the_proxy_opens_under_the_same_context_alone() {
        try (var made = new AwsDataKeySource(vault).generate(key, SEAL);
                var opened = new AwsDataKeyOpener(proxy).open(key, made.wrapped(), SEAL)) {
            assertThat(opened.<byte[]>reveal(byte[]::clone))
                    .isEqualTo(made.plaintext().<byte[]>reveal(byte[]::clone));
            assertThat(kindOf(() -> new AwsDataKeyOpener(proxy)
                            .open(key, made.wrapped(), EncryptionContext.vaultSeal(TENANT, CredentialId.next(), 1))))
                    .isEqualTo(KmsFailure.Kind.INVALID_CIPHERTEXT);
            assertThat(kindOf(() -> new AwsDataKeyOpener(vault).open(key, made.wrapped(), SEAL)))
                    .isEqualTo(KmsFailure.Kind.DENIED);
        }
    }

    @Test
    void the_proxy_wraps_its_seeds() {
        var context = EncryptionContext.kemSeed(TENANT, KemKeyId.next());
        try (var seed = Secret.copyOf(new byte[64])) {
            var wrapped = new AwsKeyWrapper(proxy).wrap(key, seed, context);

            try (var opened = new AwsDataKeyOpener(proxy).open(key, wrapped, context)) {
                assertThat(opened.length()).isEqualTo(64);
            }
        }
    }

    @Test
    void a_key_is_looked_at_by_those_who_may_and_taken_as_named_by_those_who_may_not() {
        var missing = KmsKeyRef.of(key.value().substring(0, key.value().length() - 4) + "0000");
        try (var admin = server.client(server.admin())) {
            assertThat(new AwsKeyMaker(admin).requireUsable(key)).isEqualTo(key);
            assertThat(kindOf(() -> new AwsKeyMaker(admin).requireUsable(missing)))
                    .isEqualTo(KmsFailure.Kind.NOT_FOUND);
            admin.disableKey(request -> request.keyId(key.value()));
            assertThat(kindOf(() -> new AwsKeyMaker(admin).requireUsable(key))).isEqualTo(KmsFailure.Kind.DISABLED);
            assertThat(kindOf(() -> new AwsDataKeySource(vault).generate(key, SEAL)))
                    .isEqualTo(KmsFailure.Kind.DISABLED);
            admin.enableKey(request -> request.keyId(key.value()));
        }
        assertThat(new AwsKeyMaker(vault).requireUsable(key)).isEqualTo(key);
    }

    @Test
    void throttling_and_outage_are_worth_a_retry() {
        server.faults().next(1, new Fault.Throttle(), "GenerateDataKey");
        assertThat(kindOf(() -> new AwsDataKeySource(vault).generate(key, SEAL)))
                .isEqualTo(KmsFailure.Kind.UNAVAILABLE);
        server.stop();
        assertThat(kindOf(() -> new AwsDataKeySource(vault).generate(key, SEAL)))
                .isEqualTo(KmsFailure.Kind.UNAVAILABLE);
    }

    @Test
    void a_fresh_outage_is_remembered_and_a_success_ends_it() {
        var gauge = new KmsGauge(Clock.systemUTC());
        server.stop();
        assertThat(kindOf(() -> gauge.watch(() -> new AwsDataKeySource(vault).generate(key, SEAL))))
                .isEqualTo(KmsFailure.Kind.UNAVAILABLE);
        assertThat(gauge.downSince()).isPresent();

        assertThat(kindOf(() -> gauge.watch(() -> "not asked"))).isEqualTo(KmsFailure.Kind.UNAVAILABLE);
    }

    private static KmsFailure.Kind kindOf(Supplier<?> call) {
        return catchThrowableOfType(KmsFailure.class, call::get).kind();
    }
}
