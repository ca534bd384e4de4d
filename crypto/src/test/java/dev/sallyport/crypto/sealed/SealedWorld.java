package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.fixture.Seeds;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.DataKeySource;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsFailure;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A vault with its sealing key, a proxy with two unsealing keys, and a KMS in memory that authenticates its context. */
final class SealedWorld {
    static final KmsKeyRef CMK = KmsKeyRef.of("alias/tenant-A");
    static final TenantId TENANT = TenantId.of("ten_A");
    static final CredentialId CREDENTIAL = CredentialId.of("cred_A");
    static final byte[] DSN = "postgres://shop_app:pw@db/shop".getBytes(StandardCharsets.UTF_8);

    final PostQuantum postQuantum = PostQuantum.pinned("bc");
    final SigningKey sealingKey = postQuantum.signingKey(SigningKeyId.of("sk_vault"), Seeds.signing(1));
    final Map<KemKeyId, KemPrivateKey> unsealingKeys = Map.of(
            KemKeyId.of("kk_1"), postQuantum.kemPrivateKey(Seeds.kem(1)),
            KemKeyId.of("kk_2"), postQuantum.kemPrivateKey(Seeds.kem(2)));
    private final SecureRandom random = new SecureRandom();
    int decrypts;

    final KeyWrapper wrapper = (key, secret, context) -> secret.reveal(bytes -> {
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        byte[] sealed = AesGcm.seal(cmk(key), nonce, bytes, aad(key, context));
        return new TranscriptWriter().raw(nonce).raw(sealed).toByteArray();
    });
    final DataKeySource dataKeys = DataKeySource.wrapping(wrapper, random);
    final DataKeyOpener opener = this::open;

    private Secret open(KmsKeyRef key, byte[] wrapped, EncryptionContext context) {
        decrypts++;
        try {
            byte[] nonce = Arrays.copyOf(wrapped, 12);
            return Secret.take(
                    AesGcm.open(cmk(key), nonce, Arrays.copyOfRange(wrapped, 12, wrapped.length), aad(key, context)));
        } catch (RuntimeException e) {
            throw new KmsFailure(KmsFailure.Kind.INVALID_CIPHERTEXT, "wrong key, context or bytes", e);
        }
    }

    private static byte[] cmk(KmsKeyRef key) {
        return Arrays.copyOf(key.value().getBytes(StandardCharsets.UTF_8), 32);
    }

    private static byte[] aad(KmsKeyRef key, EncryptionContext context) {
        return (key + new TreeMap<>(context.entries()).toString()).getBytes(StandardCharsets.UTF_8);
    }

    CredentialHeader header(int version) {
        return new CredentialHeader(TENANT, CREDENTIAL, version, "database_dsn", 1_700_000_000_000L);
    }

    UnsealingKey unsealingKey(String id) {
        KemKeyId kemKeyId = KemKeyId.of(id);
        KemPrivateKey key = unsealingKeys.get(kemKeyId);
        if (key == null) {
            throw new IllegalArgumentException(id);
        }
        return new UnsealingKey(kemKeyId, key.publicKey());
    }

    SealedCredential seal(CredentialHeader header, String... keyIds) {
        try (Secret dsn = Secret.copyOf(DSN)) {
            return new Sealer(sealingKey, dataKeys)
                    .seal(
                            header,
                            dsn,
                            Arrays.stream(keyIds).map(this::unsealingKey).toList(),
                            CMK);
        }
    }

    Unsealer unsealer() {
        var key = postQuantum.verificationKey(sealingKey.id(), sealingKey.publicKeyBytes());
        return new Unsealer(id -> id.equals(key.id()) ? key : null, opener);
    }

    byte[] unseal(SealedCredential record, CredentialPin pin, String... held) {
        List<String> ids = List.of(held);
        try (Secret secret =
                unsealer().unseal(record, pin, id -> ids.contains(id.value()) ? unsealingKeys.get(id) : null)) {
            return secret.reveal(byte[]::clone);
        }
    }
}
