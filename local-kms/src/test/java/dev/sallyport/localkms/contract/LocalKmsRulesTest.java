package dev.sallyport.localkms.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.localkms.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KmsException;

/// What LocalStack does not check and AWS does: callers, policies, grants; and our own faults.
class LocalKmsRulesTest {

    private static final Map<String, String> CONTEXT = Map.of("tenant", "a");

    @TempDir
    private Path folder;

    private TestServer server;
    private KmsClient root;
    private KmsClient guest;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(folder, Clock.systemUTC());
        root = server.root();
        guest = server.guest();
    }

    @AfterEach
    void stop() {
        root.close();
        guest.close();
        server.close();
    }

    @Test
    void an_unknown_access_key_is_unrecognized() {
        try (var nobody = TestServer.client(server.endpoint(), "AKIANOBODY", TestServer.ROOT_KEY)) {
            assertRefused("UnrecognizedClientException", nobody::listKeys);
        }
    }

    @Test
    void a_wrong_signing_key_is_an_invalid_signature() {
        try (var forger = TestServer.client(server.endpoint(), TestServer.ROOT_ID, TestServer.GUEST_KEY)) {
            assertRefused("InvalidSignatureException", forger::listKeys);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void a_clock_that_is_off_by_more_than_five_minutes_is_refused(long seconds) throws IOException {
        var off = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds + Long.signum(seconds)));
        try (var elsewhere = TestServer.start(folder.resolve("other"), off);
                var client = elsewhere.root()) {
            assertRefused("InvalidSignatureException", client::listKeys);
        }
    }

    @Test
    void a_principal_without_rights_learns_and_does_nothing() {
        var key = newKey(root);
        var sealed = root.encrypt(request -> request.keyId(key).plaintext(KmsContract.text("x")));

        assertDenied(guest::listKeys);
        assertDenied(() -> guest.createKey(request -> {}));
        assertDenied(() -> guest.describeKey(request -> request.keyId(key)));
        assertDenied(() -> guest.encrypt(request -> request.keyId(key).plaintext(KmsContract.text("x"))));
        assertDenied(() -> guest.decrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob())));
        assertDenied(() -> guest.disableKey(request -> request.keyId(key)));
        assertDenied(() -> guest.scheduleKeyDeletion(request -> request.keyId(key)));
        assertDenied(() -> guest.putKeyPolicy(request -> request.keyId(key).policy(allowGuest("kms:*"))));
        assertDenied(() -> guest.createGrant(request ->
                request.keyId(key).granteePrincipal(TestServer.GUEST_ARN).operations(GrantOperation.DECRYPT)));
        assertThat(root.describeKey(request -> request.keyId(key)).keyMetadata().enabled())
                .isTrue();
    }

    @Test
    void a_key_policy_alone_lets_a_principal_in_and_a_deny_keeps_everyone_out() {
        var key = newKey(root);
        var sealed = root.encrypt(request -> request.keyId(key).plaintext(KmsContract.text("x")));
        root.putKeyPolicy(request -> request.keyId(key).policy(allowGuest("kms:Decrypt")));

        assertThat(guest.decrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob()))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("x");
        assertDenied(() -> guest.encrypt(request -> request.keyId(key).plaintext(KmsContract.text("x"))));
        root.putKeyPolicy(request -> request.keyId(key)
                .policy("{\"Statement\":[" + statement("Allow", "*", "kms:*") + ","
                        + statement("Deny", "*", "kms:Decrypt") + "]}"));
        assertDenied(() -> guest.decrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob())));
        assertDenied(() -> root.decrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob())));
    }

    @Test
    void a_policy_that_would_lock_its_author_out_is_malformed() {
        var key = newKey(root);

        assertRefused(
                "MalformedPolicyDocumentException",
                () -> root.putKeyPolicy(request -> request.keyId(key)
                        .policy("{\"Statement\":[" + statement("Allow", TestServer.GUEST_ARN, "kms:*") + "]}")));
        assertThat(root.getKeyPolicy(request -> request.keyId(key)).policy()).contains(":root");
    }

    @Test
    void a_grant_holds_for_its_context_until_it_is_retired() {
        var key = newKey(root);
        var sealed = root.encrypt(
                request -> request.keyId(key).plaintext(KmsContract.text("x")).encryptionContext(CONTEXT));
        var other = root.encrypt(request -> request.keyId(key).plaintext(KmsContract.text("y")));
        var grant = root.createGrant(request -> request.keyId(key)
                .granteePrincipal(TestServer.GUEST_ARN)
                .operations(GrantOperation.DECRYPT, GrantOperation.RETIRE_GRANT)
                .constraints(constraints -> constraints.encryptionContextEquals(CONTEXT)));

        assertThat(guest.decrypt(request ->
                                request.ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(CONTEXT))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("x");
        assertDenied(() -> guest.decrypt(request -> request.ciphertextBlob(other.ciphertextBlob())));
        guest.retireGrant(request -> request.grantToken(grant.grantToken()));

        assertDenied(() -> guest.decrypt(
                request -> request.ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(CONTEXT)));
    }

    /// Every bit of a blob, under an explicit key as the proxy asks.
    @Test
    void any_flipped_bit_makes_a_ciphertext_invalid() {
        var key = newKey(root);
        var blob = root.encrypt(request ->
                        request.keyId(key).plaintext(KmsContract.text("x")).encryptionContext(CONTEXT))
                .ciphertextBlob()
                .asByteArray();

        for (int bit = 0; bit < blob.length * 8; bit++) {
            var flipped = blob.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(
                    "InvalidCiphertextException",
                    () -> root.decrypt(request -> request.keyId(key)
                            .ciphertextBlob(SdkBytes.fromByteArray(flipped))
                            .encryptionContext(CONTEXT)));
        }
    }

    @Test
    void random_and_cut_blobs_are_invalid() {
        var key = newKey(root);
        var blob = root.encrypt(request -> request.keyId(key).plaintext(KmsContract.text("x")))
                .ciphertextBlob()
                .asByteArray();
        var random = new Random(1);

        for (int length = 1; length < blob.length; length++) {
            var cut = java.util.Arrays.copyOf(blob, length);
            var noise = new byte[length];
            random.nextBytes(noise);
            for (byte[] bad : new byte[][] {cut, noise}) {
                assertRefused(
                        "InvalidCiphertextException",
                        () -> root.decrypt(request -> request.ciphertextBlob(SdkBytes.fromByteArray(bad))));
            }
        }
    }

    @Test
    void faults_hit_the_actions_they_name_and_end() {
        var key = newKey(root);
        server.faults().next(1, new Fault.Throttle(), "DescribeKey");
        root.listKeys();
        assertRefused("ThrottlingException", () -> root.describeKey(request -> request.keyId(key)));
        root.describeKey(request -> request.keyId(key));
        server.faults().always(new Fault.InternalError());
        assertRefused("KMSInternalException", root::listKeys);
        assertRefused("KMSInternalException", root::listKeys);
        server.faults().always(new Fault.Drop());
        assertThatThrownBy(root::listKeys).isInstanceOf(SdkClientException.class);
        server.faults().always(new Fault.Delay(Duration.ofMillis(300)));
        long before = System.nanoTime();
        root.listKeys();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        server.faults().clear();
        root.listKeys();
    }

    @Test
    void a_key_is_destroyed_with_its_aliases_when_its_time_comes() throws IOException {
        var later = new java.util.concurrent.atomic.AtomicReference<>(Duration.ZERO);
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(later.get());
            }

            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        var home = folder.resolve("deleting");
        String key;
        try (var deleting = TestServer.start(home, clock);
                var client = deleting.root()) {
            key = newKey(client);
            client.createAlias(request -> request.aliasName("alias/gone").targetKeyId(key));
            client.scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7));
        }
        later.set(Duration.ofDays(7).plusSeconds(1));

        try (var store = dev.sallyport.localkms.store.KeyStore.open(
                home.resolve("data"),
                new dev.sallyport.localkms.store.StoreKey.File(home.resolve("store.key")),
                clock)) {
            assertThat(store.keys()).isEmpty();
            assertThat(store.aliases()).isEmpty();
            assertThat(home.resolve("data/keys")).isEmptyDirectory();
        }
    }

    private static String newKey(KmsClient client) {
        return client.createKey(request -> {}).keyMetadata().keyId();
    }

    private static String allowGuest(String action) {
        return "{\"Statement\":[" + statement("Allow", "arn:aws:iam::000000000000:root", "kms:*") + ","
                + statement("Allow", TestServer.GUEST_ARN, action) + "]}";
    }

    private static String statement(String effect, String principal, String action) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":{\"AWS\":\"" + principal + "\"},\"Action\":\"" + action
                + "\",\"Resource\":\"*\"}";
    }

    private static void assertDenied(ThrowingCallable call) {
        assertRefused("AccessDeniedException", call);
    }

    private static void assertRefused(String errorCode, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(errorCode));
    }
}
