package dev.sallyport.crypto.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.fixture.Bits;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.HmacKeyId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.sealed.UnsealException.Reason;
import dev.sallyport.crypto.secret.Secret;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SealedCredentialTest {
    private final SealedWorld world = new SealedWorld();
    private final SealedCredential record = world.seal(world.header(1), "kk_1", "kk_2");

    @Test
    void the_secret_comes_back_through_either_slot_with_one_decrypt() {
        SealedCredential read = SealedCredential.parse(record.toBytes());
        assertThat(world.unseal(read, CredentialPin.of(record), "kk_1")).isEqualTo(SealedWorld.DSN);
        assertThat(world.unseal(read, CredentialPin.of(record), "kk_2")).isEqualTo(SealedWorld.DSN);
        assertThat(world.decrypts).isEqualTo(2);
        assertThat(read.digest()).isEqualTo(record.digest());
        assertThat(read.kemKeyIds()).containsExactly(KemKeyId.of("kk_1"), KemKeyId.of("kk_2"));
        assertThat(read.header()).isEqualTo(world.header(1));
    }

    @Test
    void an_hmac_secret_is_sealed_the_same_way() {
        CredentialHeader header =
                new CredentialHeader(SealedWorld.TENANT, HmacKeyId.of("hk_A"), 1, "hmac_key", 1_700_000_000_000L);
        SealedCredential sealed =
                SealedCredential.parse(world.seal(header, "kk_1").toBytes());
        assertThat(world.unseal(sealed, CredentialPin.of(sealed), "kk_1")).isEqualTo(SealedWorld.DSN);
        assertThat(sealed.header().credentialId()).isEqualTo(HmacKeyId.of("hk_A"));
    }

    @Test
    void every_byte_flipped_is_refused_by_the_pin() {
        byte[] bytes = record.toBytes();
        CredentialPin pin = CredentialPin.of(record);
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = Bits.flip(bytes, i * 8 + i % 8);
            assertThatThrownBy(() -> world.unseal(SealedCredential.parse(flipped), pin, "kk_1"))
                    .as("byte " + i)
                    .isInstanceOfAny(MalformedException.class, UnsealException.class);
        }
        assertThat(world.decrypts).isZero();
    }

    @Test
    void every_byte_flipped_is_refused_even_where_the_pin_was_made_for_it() {
        SealedCredential single = world.seal(world.header(1), "kk_1");
        byte[] bytes = single.toBytes();
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = Bits.flip(bytes, i * 8 + i % 8);
            assertThatThrownBy(() -> unsealBlindly(flipped))
                    .as("byte " + i)
                    .isInstanceOfAny(MalformedException.class, UnsealException.class, KmsFailure.class);
        }
    }

    private byte[] unsealBlindly(byte[] bytes) {
        SealedCredential parsed = SealedCredential.parse(bytes);
        return world.unseal(parsed, CredentialPin.of(parsed), "kk_1");
    }

    @Test
    void every_cut_and_every_extension_is_malformed() {
        byte[] bytes = record.toBytes();
        for (int length = 0; length < bytes.length; length += 7) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SealedCredential.parse(cut)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> SealedCredential.parse(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> SealedCredential.parse(new byte[SealedCredential.MAX_RECORD_BYTES + 1]))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void an_older_version_put_back_is_refused() {
        SealedCredential newer = world.seal(world.header(2), "kk_1");
        refused(Reason.NOT_THE_PINNED_RECORD, () -> world.unseal(record, CredentialPin.of(newer), "kk_1"));
        CredentialPin older = new CredentialPin(SealedWorld.TENANT, SealedWorld.CREDENTIAL, 1, newer.digest());
        refused(Reason.NOT_THE_PINNED_RECORD, () -> world.unseal(newer, older, "kk_1"));
        CredentialPin other = new CredentialPin(SealedWorld.TENANT, CredentialId.of("cred_B"), 1, record.digest());
        refused(Reason.NOT_THE_PINNED_RECORD, () -> world.unseal(record, other, "kk_1"));
        CredentialPin tenant = new CredentialPin(TenantId.of("ten_B"), SealedWorld.CREDENTIAL, 1, record.digest());
        refused(Reason.NOT_THE_PINNED_RECORD, () -> world.unseal(record, tenant, "kk_1"));
    }

    @Test
    void a_record_that_another_key_signed_is_refused_before_any_kms_call() {
        for (String id : List.of("sk_vault", "sk_other")) {
            SigningKey foreign = world.postQuantum.signingKey(SigningKeyId.of(id), Seeds.signing(9));
            SealedCredential forged = new Sealer(foreign, world.dataKeys)
                    .seal(
                            world.header(1),
                            Secret.copyOf(SealedWorld.DSN),
                            List.of(world.unsealingKey("kk_1")),
                            SealedWorld.CMK);
            refused(Reason.NOT_SIGNED_BY_THE_VAULT, () -> world.unseal(forged, CredentialPin.of(forged), "kk_1"));
        }
        assertThat(world.decrypts).isZero();
    }

    @Test
    void a_slot_of_another_record_does_not_open() {
        SealedCredential other = world.seal(world.header(1), "kk_1", "kk_2");
        SealedCredential swapped =
                new SealedCredential(record.header(), List.of(other.slots().get(0)), record.body());
        refused(Reason.DAMAGED, () -> world.unseal(swapped, CredentialPin.of(swapped), "kk_1"));
        Slot first = record.slots().get(0);
        Slot second = record.slots().get(1);
        Slot relabelled = new Slot(
                first.kemKeyId(),
                second.kmsKeyRef(),
                second.wrappedDataKey(),
                second.ciphertext(),
                second.nonce(),
                second.wrappedKey());
        SealedCredential crossed = new SealedCredential(record.header(), List.of(relabelled), record.body());
        refused(Reason.DAMAGED, () -> world.unseal(crossed, CredentialPin.of(crossed), "kk_1"));
    }

    @Test
    void a_body_of_another_record_is_refused() {
        SealedCredential other = world.seal(world.header(2), "kk_1");
        SealedCredential mixed = new SealedCredential(record.header(), record.slots(), other.body());
        refused(Reason.NOT_SIGNED_BY_THE_VAULT, () -> world.unseal(mixed, CredentialPin.of(mixed), "kk_1"));
    }

    @Test
    void a_wrong_encryption_context_fails_at_the_kms() {
        // Given: the slots of version 1 under the header of version 2, signed by the vault itself
        SealedCredential other = world.seal(world.header(2), "kk_1");
        SealedCredential moved = new SealedCredential(other.header(), record.slots(), other.body());
        // When, Then
        assertThatThrownBy(() -> world.unseal(moved, CredentialPin.of(moved), "kk_1"))
                .isInstanceOfSatisfying(
                        KmsFailure.class, e -> assertThat(e.kind()).isEqualTo(KmsFailure.Kind.INVALID_CIPHERTEXT));
    }

    @Test
    void without_a_held_key_there_is_no_slot_and_no_kms_call() {
        refused(Reason.NO_SLOT, () -> world.unseal(record, CredentialPin.of(record), "kk_9"));
        assertThat(world.decrypts).isZero();
    }

    @Test
    void slots_come_and_go_without_touching_the_body() {
        // Given
        SealedCredential single = world.seal(world.header(1), "kk_1");
        SlotEditor editor = new SlotEditor(world.unsealer(), world.dataKeys);
        KmsKeyRef otherCmk = KmsKeyRef.of("alias/escrow");
        // When
        SealedCredential both = editor.addSlot(
                single, CredentialPin.of(single), world.unsealingKeys::get, world.unsealingKey("kk_2"), otherCmk);
        SealedCredential second = both.withoutSlot(KemKeyId.of("kk_1"));
        // Then
        assertThat(world.unseal(both, CredentialPin.of(both), "kk_1")).isEqualTo(SealedWorld.DSN);
        assertThat(world.unseal(second, CredentialPin.of(second), "kk_2")).isEqualTo(SealedWorld.DSN);
        assertThat(second.kmsKeyRef(KemKeyId.of("kk_2"))).isEqualTo(otherCmk);
        assertThat(second.body()).isSameAs(single.body());
        assertThat(second.digest()).isNotEqualTo(single.digest());
        refused(Reason.NO_SLOT, () -> world.unseal(second, CredentialPin.of(second), "kk_1"));
        assertThatThrownBy(() -> second.withoutSlot(KemKeyId.of("kk_2"))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> both.withSlot(both.slots().get(0))).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_slot_is_not_added_to_a_record_that_is_not_the_pinned_one() {
        SealedCredential newer = world.seal(world.header(2), "kk_1");
        SlotEditor editor = new SlotEditor(world.unsealer(), world.dataKeys);
        refused(
                Reason.NOT_THE_PINNED_RECORD,
                () -> editor.addSlot(
                        world.seal(world.header(1), "kk_1"),
                        CredentialPin.of(newer),
                        world.unsealingKeys::get,
                        world.unsealingKey("kk_2"),
                        SealedWorld.CMK));
    }

    @Test
    void a_data_key_moves_to_another_kms_key_without_plaintext() {
        // Given: what kms:ReEncrypt does
        KemKeyId id = KemKeyId.of("kk_1");
        KmsKeyRef newCmk = KmsKeyRef.of("alias/tenant-A-2");
        var context =
                dev.sallyport.crypto.kms.EncryptionContext.vaultSeal(SealedWorld.TENANT, SealedWorld.CREDENTIAL, 1);
        Secret dataKey = world.opener.open(SealedWorld.CMK, record.wrappedDataKey(id), context);
        // When
        SealedCredential moved = record.withRewrappedSlot(id, newCmk, world.wrapper.wrap(newCmk, dataKey, context));
        // Then
        assertThat(world.unseal(moved, CredentialPin.of(moved), "kk_1")).isEqualTo(SealedWorld.DSN);
        assertThat(moved.kmsKeyRef(id)).isEqualTo(newCmk);
    }

    @Test
    void equal_secrets_give_unequal_records() {
        Set<String> parts = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            SealedCredential sealed = world.seal(world.header(1), "kk_1");
            parts.add(Arrays.toString(sealed.body().ciphertext()));
            parts.add(Arrays.toString(sealed.body().nonce()));
            parts.add(Arrays.toString(sealed.body().commitment()));
            parts.add(Arrays.toString(sealed.slots().get(0).wrappedKey()));
        }
        assertThat(parts).hasSize(80);
    }

    @Test
    void secrets_of_no_or_too_many_bytes_and_records_without_slots_are_not_made() {
        Sealer sealer = new Sealer(world.sealingKey, world.dataKeys);
        List<UnsealingKey> keys = List.of(world.unsealingKey("kk_1"));
        for (int length : new int[] {0, Sealer.MAX_SECRET_BYTES + 1}) {
            assertThatThrownBy(() -> sealer.seal(world.header(1), Secret.take(new byte[length]), keys, SealedWorld.CMK))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> sealer.seal(world.header(1), Secret.take(new byte[1]), List.of(), SealedWorld.CMK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UnsealException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
