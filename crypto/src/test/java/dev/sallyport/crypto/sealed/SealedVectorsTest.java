package dev.sallyport.crypto.sealed;

import static dev.sallyport.crypto.fixture.VectorFile.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.fixture.Bits;
import dev.sallyport.crypto.fixture.ReplayRandom;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.fixture.VectorFile;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.DataKey;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.FixedPostQuantum;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Makes docs/vectors/sealed-credential.json anew; the KMS is played by a fixed data key and a fixed wrapped form. */
class SealedVectorsTest {
    private static final CredentialHeader HEADER = new CredentialHeader(
            TenantId.of("ten_01VECTOR"), CredentialId.of("cred_01VECTOR"), 3, "database_dsn", 1_767_323_045_678L);
    private static final KmsKeyRef CMK = KmsKeyRef.of("arn:aws:kms:eu-central-1:000000000000:key/vector");
    private static final KemKeyId KEM = KemKeyId.of("kk_01UNSEAL");
    private static final String SECRET = "postgresql://shop_app:correct-horse@db.example:5432/shop?sslmode=verify-full";
    private static final byte[] DATA_KEY = Seeds.bytes(32, 0x21);
    private static final byte[] WRAPPED = "opaque to this format".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTENT_KEY = Seeds.bytes(32, 0x22);
    private static final byte[] BODY_NONCE = Seeds.bytes(12, 0x23);
    private static final byte[] WRAP_NONCE = Seeds.bytes(12, 0x24);
    private static final byte[] ENCAPSULATION = Seeds.bytes(32, 0x25);
    private static final byte[] KEM_SEED = Seeds.bytes(64, 0x26);
    private static final byte[] SEALER_SEED = Seeds.bytes(32, 0x27);

    private final KemPrivateKey kemKey =
            FixedPostQuantum.with(new ReplayRandom(ENCAPSULATION)).kemPrivateKey(Secret.copyOf(KEM_SEED));
    private final SigningKey sealingKey = FixedPostQuantum.with(new ReplayRandom(new byte[32]))
            .signingKey(SigningKeyId.of("sk_01VAULT"), Secret.copyOf(SEALER_SEED));
    private final VerificationKey sealerKey =
            PostQuantum.pinned("bc").verificationKey(sealingKey.id(), sealingKey.publicKeyBytes());
    private final DataKeyOpener opener = (key, wrapped, context) -> {
        if (!key.equals(CMK) || !Arrays.equals(wrapped, WRAPPED) || !context.equals(context())) {
            throw new KmsFailure(KmsFailure.Kind.INVALID_CIPHERTEXT, "another key, context or text");
        }
        return Secret.copyOf(DATA_KEY);
    };
    private final SealedCredential record = seal();

    @Test
    void the_published_file_is_what_the_code_makes() {
        Slot slot = record.slots().get(0);
        byte[] shared = kemKey.decapsulate(slot.ciphertext()).reveal(byte[]::clone);
        assertThat(open(record.toBytes())).asString(StandardCharsets.UTF_8).isEqualTo(SECRET);
        new VectorFile("sealed-credential.json")
                .publishOrCompare(object(
                        "about",
                        "Sealed credential, record HCV1. See docs/formats.md. Bytes are hexadecimal. The KMS is "
                                + "played by data_key and wrapped_data_key; the signature is deterministic (rnd = zeros).",
                        "inputs",
                        object(
                                "tenant_id", HEADER.tenantId().value(),
                                "credential_id", HEADER.credentialId().value(),
                                "version", HEADER.version(),
                                "credential_type", HEADER.credentialType(),
                                "created_ms", HEADER.createdMillis(),
                                "secret", SECRET,
                                "kms_key_ref", CMK.value(),
                                "encryption_context", context().entries(),
                                "data_key", DATA_KEY,
                                "wrapped_data_key", WRAPPED,
                                "content_key", CONTENT_KEY,
                                "body_nonce", BODY_NONCE,
                                "wrap_nonce", WRAP_NONCE,
                                "encapsulation_randomness", ENCAPSULATION,
                                "kem_key_id", KEM.value(),
                                "kem_seed", KEM_SEED,
                                "kem_public_key", kemKey.publicKey().toBytes(),
                                "sealer_key_id", sealingKey.id().value(),
                                "sealer_seed", SEALER_SEED,
                                "sealer_public_key", sealingKey.publicKeyBytes()),
                        "steps",
                        object(
                                "body_header", HEADER.transcript(),
                                "commitment", record.body().commitment(),
                                "shared_secret", shared,
                                "wrapped_content_key", slot.wrappedKey(),
                                "signed_message", record.body().signed(HEADER.transcript())),
                        "record",
                        record.toBytes(),
                        "record_sha512",
                        record.digest(),
                        "negatives_about",
                        "Turn bit 0 of the byte at each offset: the record must be refused even without a pin "
                                + "(by its parser, the signature, the KMS, the slot or the commitment).",
                        "negative_offsets",
                        negativeOffsets()));
    }

    private String negativeOffsets() {
        List<String> offsets = new ArrayList<>();
        byte[] bytes = record.toBytes();
        for (int offset = 0; offset < bytes.length; offset += offset < 400 ? 1 : 37) {
            byte[] turned = Bits.flip(bytes, offset * 8);
            assertThatThrownBy(() -> open(turned))
                    .as("offset " + offset)
                    .isInstanceOfAny(MalformedException.class, UnsealException.class, KmsFailure.class);
            offsets.add(Integer.toString(offset));
        }
        return String.join(" ", offsets);
    }

    private byte[] open(byte[] bytes) {
        SealedCredential parsed = SealedCredential.parse(bytes);
        try (Secret secret = new Unsealer(id -> id.equals(sealerKey.id()) ? sealerKey : null, opener)
                .unseal(parsed, CredentialPin.of(parsed), id -> id.equals(KEM) ? kemKey : null)) {
            return secret.reveal(byte[]::clone);
        }
    }

    private SealedCredential seal() {
        Sealer sealer = new Sealer(
                sealingKey,
                (key, context) -> new DataKey(Secret.copyOf(DATA_KEY), WRAPPED),
                new ReplayRandom(CONTENT_KEY, BODY_NONCE, WRAP_NONCE));
        return sealer.seal(
                HEADER,
                Secret.copyOf(SECRET.getBytes(StandardCharsets.UTF_8)),
                List.of(new UnsealingKey(KEM, kemKey.publicKey())),
                CMK);
    }

    private static EncryptionContext context() {
        return EncryptionContext.vaultSeal(HEADER.tenantId(), HEADER.credentialId(), HEADER.version());
    }
}
