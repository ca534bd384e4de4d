package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.kms.DataKeySource;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;
import java.util.List;

/**
 * Seals credentials; it cannot open one. Lives in the vault with kms:GenerateDataKey and the sealing key. Blocking (one
 * KMS call per slot), thread safe.
 */
public final class Sealer {
    /** The longest secret. */
    public static final int MAX_SECRET_BYTES = 1024 * 1024;

    private static final int CONTENT_KEY_BYTES = 32;

    private final SigningKey sealingKey;
    private final DataKeySource dataKeys;
    private final SecureRandom random;

    public Sealer(SigningKey sealingKey, DataKeySource dataKeys) {
        this(sealingKey, dataKeys, new SecureRandom());
    }

    Sealer(SigningKey sealingKey, DataKeySource dataKeys, SecureRandom random) {
        this.sealingKey = sealingKey;
        this.dataKeys = dataKeys;
        this.random = random;
    }

    /**
     * A record with one slot per unsealing key. The secret stays the caller's; throws {@code KmsFailure}, and {@link
     * IllegalArgumentException} for a secret that is empty or above {@link #MAX_SECRET_BYTES}.
     */
    public SealedCredential seal(CredentialHeader header, Secret secret, List<UnsealingKey> keys, KmsKeyRef kmsKey) {
        if (secret.length() == 0 || secret.length() > MAX_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret has 1 byte to 1 MiB");
        }
        try (Secret contentKey = Secret.random(CONTENT_KEY_BYTES, random)) {
            return secret.reveal(plaintext -> contentKey.reveal(key -> seal(header, plaintext, key, keys, kmsKey)));
        }
    }

    private SealedCredential seal(
            CredentialHeader header, byte[] plaintext, byte[] contentKey, List<UnsealingKey> keys, KmsKeyRef kmsKey) {
        byte[] transcript = header.transcript();
        try (ContentKeys content = ContentKeys.derive(contentKey, transcript)) {
            byte[] commitment = content.commitment();
            byte[] nonce = new byte[AesGcm.NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] ciphertext = AesGcm.seal(content.bodyKey(), nonce, plaintext, transcript);
            SlotSealing sealing = new SlotSealing(header);
            List<Slot> slots = keys.stream()
                    .map(key -> sealing.wrap(contentKey, commitment, key, kmsKey, dataKeys, random))
                    .toList();
            byte[] signature = sealingKey.sign(SealedBody.signed(transcript, nonce, commitment, ciphertext));
            return new SealedCredential(
                    header, slots, new SealedBody(nonce, commitment, ciphertext, sealingKey.id(), signature));
        }
    }
}
