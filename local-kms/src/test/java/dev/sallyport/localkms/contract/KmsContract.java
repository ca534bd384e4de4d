package dev.sallyport.localkms.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/// What a KMS must do for its users, driven by the AWS SDK alone. Every server that claims to be one runs this.
abstract class KmsContract {

    private static final Map<String, String> CONTEXT = Map.of("purpose", "contract", "tenant", "a");

    /// A client with all rights.
    abstract KmsClient kms();

    @Test
    void a_new_key_is_enabled_and_described_by_each_of_its_names() {
        var made = kms().createKey(request -> request.description("one")).keyMetadata();
        var alias = "alias/" + UUID.randomUUID();
        kms().createAlias(request -> request.aliasName(alias).targetKeyId(made.keyId()));

        for (String name : new String[] {made.keyId(), made.arn(), alias}) {
            var described = kms().describeKey(request -> request.keyId(name)).keyMetadata();
            assertThat(described.keyId()).isEqualTo(made.keyId());
            assertThat(described.keyState()).isEqualTo(KeyState.ENABLED);
            assertThat(described.enabled()).isTrue();
            assertThat(described.description()).isEqualTo("one");
            assertThat(described.creationDate()).isNotNull();
        }
        assertThat(made.arn()).matches("arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/" + made.keyId());
    }

    @Test
    void a_key_that_does_not_exist_is_not_found() {
        assertThatThrownBy(() -> kms().describeKey(
                                request -> request.keyId(UUID.randomUUID().toString())))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> kms().encrypt(request ->
                        request.keyId("alias/nobody-" + UUID.randomUUID()).plaintext(text("x"))))
                .isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 4096})
    void what_was_encrypted_is_decrypted_with_the_same_context_only(int length) {
        var key = newKey();
        var plaintext = SdkBytes.fromByteArray(new byte[length]);
        var sealed =
                kms().encrypt(request -> request.keyId(key).plaintext(plaintext).encryptionContext(CONTEXT));

        var opened = kms().decrypt(request ->
                request.ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(CONTEXT));

        assertThat(opened.plaintext()).isEqualTo(plaintext);
        assertThat(opened.keyId()).isEqualTo(sealed.keyId()).endsWith(key);
        for (Map<String, String> other : new Map[] {
            Map.of(),
            Map.of("purpose", "contract"),
            Map.of("purpose", "contract", "tenant", "b"),
            Map.of("purpose", "contract", "tenant", "a", "more", "c")
        }) {
            assertThatThrownBy(() -> kms().decrypt(request ->
                            request.ciphertextBlob(sealed.ciphertextBlob()).encryptionContext(other)))
                    .isInstanceOf(InvalidCiphertextException.class);
        }
    }

    @Test
    void a_ciphertext_opens_under_the_key_that_made_it_and_no_other() {
        var key = newKey();
        var other = newKey();
        var sealed = kms().encrypt(request -> request.keyId(key).plaintext(text("x")));

        assertThatThrownBy(() -> kms().decrypt(request -> request.keyId(other).ciphertextBlob(sealed.ciphertextBlob())))
                .isInstanceOf(IncorrectKeyException.class);
    }

    @Test
    void an_edited_ciphertext_is_invalid() {
        var sealed = kms().encrypt(request -> request.keyId(newKey()).plaintext(text("secret")))
                .ciphertextBlob()
                .asByteArray();
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> kms().decrypt(request -> request.ciphertextBlob(SdkBytes.fromByteArray(sealed))))
                .isInstanceOf(InvalidCiphertextException.class);
    }

    @Test
    void data_keys_are_fresh_and_open_again() {
        var key = newKey();
        var one = kms().generateDataKey(request ->
                request.keyId(key).keySpec(DataKeySpec.AES_256).encryptionContext(CONTEXT));
        var two = kms().generateDataKey(
                        request -> request.keyId(key).numberOfBytes(64).encryptionContext(CONTEXT));
        var three = kms().generateDataKeyWithoutPlaintext(request ->
                request.keyId(key).keySpec(DataKeySpec.AES_128).encryptionContext(CONTEXT));

        assertThat(one.plaintext().asByteArray()).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(two.plaintext().asByteArray()).hasSize(64);
        assertThat(open(one.ciphertextBlob())).isEqualTo(one.plaintext());
        assertThat(open(two.ciphertextBlob())).isEqualTo(two.plaintext());
        assertThat(open(three.ciphertextBlob()).asByteArray()).hasSize(16);
    }

    @Test
    void a_disabled_key_refuses_until_it_is_enabled() {
        var key = newKey();
        var sealed = kms().encrypt(request -> request.keyId(key).plaintext(text("x")));
        kms().disableKey(request -> request.keyId(key));

        assertThatThrownBy(() -> kms().encrypt(request -> request.keyId(key).plaintext(text("x"))))
                .isInstanceOf(DisabledException.class);
        assertThatThrownBy(() -> kms().decrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob())))
                .isInstanceOf(DisabledException.class);
        kms().enableKey(request -> request.keyId(key));

        assertThat(kms().decrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob()))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("x");
    }

    @Test
    void a_key_that_waits_for_deletion_refuses_and_comes_back_disabled() {
        var key = newKey();
        var scheduled = kms().scheduleKeyDeletion(request -> request.keyId(key).pendingWindowInDays(7));

        assertThat(scheduled.deletionDate()).isNotNull();
        assertThat(state(key)).isEqualTo(KeyState.PENDING_DELETION);
        assertThatThrownBy(() -> kms().encrypt(request -> request.keyId(key).plaintext(text("x"))))
                .isInstanceOf(KmsInvalidStateException.class);
        kms().cancelKeyDeletion(request -> request.keyId(key));

        assertThat(state(key)).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void a_rotated_key_opens_old_and_new_ciphertexts() {
        var key = newKey();
        var old = kms().encrypt(request -> request.keyId(key).plaintext(text("old")));
        kms().rotateKeyOnDemand(request -> request.keyId(key));
        var fresh = kms().encrypt(request -> request.keyId(key).plaintext(text("new")));

        assertThat(kms().decrypt(request -> request.ciphertextBlob(old.ciphertextBlob()))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("old");
        assertThat(kms().decrypt(request -> request.ciphertextBlob(fresh.ciphertextBlob()))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("new");
        assertThat(kms().listKeyRotations(request -> request.keyId(key)).rotations())
                .hasSize(1);
    }

    @Test
    void re_encryption_moves_a_ciphertext_to_another_key_and_context() {
        var from = newKey();
        var to = newKey();
        var sealed = kms().encrypt(request -> request.keyId(from).plaintext(text("moved")));

        var moved = kms().reEncrypt(request -> request.ciphertextBlob(sealed.ciphertextBlob())
                .destinationKeyId(to)
                .destinationEncryptionContext(CONTEXT));

        assertThat(moved.keyId()).endsWith(to);
        assertThat(moved.sourceKeyId()).endsWith(from);
        assertThat(open(moved.ciphertextBlob()).asUtf8String()).isEqualTo("moved");
    }

    @Test
    void an_alias_names_one_key_at_a_time() {
        var one = newKey();
        var two = newKey();
        var alias = "alias/" + UUID.randomUUID();
        kms().createAlias(request -> request.aliasName(alias).targetKeyId(one));

        assertThatThrownBy(() ->
                        kms().createAlias(request -> request.aliasName(alias).targetKeyId(two)))
                .isInstanceOf(AlreadyExistsException.class);
        kms().updateAlias(request -> request.aliasName(alias).targetKeyId(two));
        assertThat(kms().describeKey(request -> request.keyId(alias))
                        .keyMetadata()
                        .keyId())
                .isEqualTo(two);
        assertThat(kms().listAliases(request -> request.keyId(two)).aliases())
                .singleElement()
                .satisfies(found -> assertThat(found.aliasName()).isEqualTo(alias));
        kms().deleteAlias(request -> request.aliasName(alias));

        assertThatThrownBy(() -> kms().describeKey(request -> request.keyId(alias)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void grants_are_listed_until_they_are_revoked() {
        var key = newKey();
        var grantee = "arn:aws:iam::000000000000:user/somebody";
        var granted = kms().createGrant(request -> request.keyId(key)
                .granteePrincipal(grantee)
                .operations(GrantOperation.DECRYPT)
                .constraints(constraints -> constraints.encryptionContextSubset(CONTEXT)));

        assertThat(kms().listGrants(request -> request.keyId(key)).grants())
                .singleElement()
                .satisfies(grant -> {
                    assertThat(grant.grantId()).isEqualTo(granted.grantId());
                    assertThat(grant.granteePrincipal()).isEqualTo(grantee);
                    assertThat(grant.operations()).containsExactly(GrantOperation.DECRYPT);
                });
        kms().revokeGrant(request -> request.keyId(key).grantId(granted.grantId()));

        assertThat(kms().listGrants(request -> request.keyId(key)).grants()).isEmpty();
    }

    @Test
    void the_list_of_keys_comes_in_pages_without_gaps() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.add(newKey());
        }

        var listed = new ArrayList<String>();
        kms().listKeysPaginator(request -> request.limit(2)).keys().forEach(key -> listed.add(key.keyId()));

        assertThat(listed).doesNotHaveDuplicates().containsAll(made);
    }

    @Test
    void tags_and_random_bytes() {
        var key = newKey();
        kms().tagResource(request ->
                request.keyId(key).tags(tag -> tag.tagKey("team").tagValue("red")));

        assertThat(kms().listResourceTags(request -> request.keyId(key)).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.tagValue()).isEqualTo("red"));
        assertThat(kms().generateRandom(request -> request.numberOfBytes(32))
                        .plaintext()
                        .asByteArray())
                .hasSize(32)
                .isNotEqualTo(new byte[32]);
    }

    @Test
    void wrong_sizes_are_refused_by_name() {
        var key = newKey();
        for (Runnable call : new Runnable[] {
            () -> kms().encrypt(request -> request.keyId(key).plaintext(SdkBytes.fromByteArray(new byte[4097]))),
            () -> kms().generateDataKey(request -> request.keyId(key)),
            () -> kms().generateDataKey(request -> request.keyId(key).numberOfBytes(1025))
        }) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
        }
    }

    final String newKey() {
        return kms().createKey(request -> {}).keyMetadata().keyId();
    }

    private KeyState state(String key) {
        return kms().describeKey(request -> request.keyId(key)).keyMetadata().keyState();
    }

    private SdkBytes open(SdkBytes blob) {
        return kms().decrypt(request -> request.ciphertextBlob(blob).encryptionContext(CONTEXT))
                .plaintext();
    }

    static SdkBytes text(String text) {
        return SdkBytes.fromUtf8String(text);
    }
}
