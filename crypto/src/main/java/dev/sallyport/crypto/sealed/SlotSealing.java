package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.kms.DataKey;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.DataKeySource;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.Encapsulation;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;

/** Wraps and unwraps a content key for one slot: the KEM's secret and the KMS's data key are both needed. */
final class SlotSealing {
    private final CredentialHeader header;
    private final byte[] headerTranscript;

    SlotSealing(CredentialHeader header) {
        this.header = header;
        this.headerTranscript = header.transcript();
    }

    Slot wrap(
            byte[] contentKey,
            byte[] commitment,
            UnsealingKey key,
            KmsKeyRef kmsKey,
            DataKeySource source,
            SecureRandom random) {
        try (Encapsulation kem = key.publicKey().encapsulate();
                DataKey dataKey = source.generate(kmsKey, context())) {
            byte[] info = info(key.kemKeyId(), key.publicKey().sha512(), kem.ciphertext(), commitment);
            byte[] nonce = new byte[AesGcm.NONCE_BYTES];
            random.nextBytes(nonce);
            byte[] wrappingKey = dataKey.plaintext().reveal(dk -> wrappingKey(kem.sharedSecret(), dk, info));
            try {
                byte[] wrapped = AesGcm.seal(wrappingKey, nonce, contentKey, info);
                return new Slot(key.kemKeyId(), kmsKey, dataKey.wrapped(), kem.ciphertext(), nonce, wrapped);
            } finally {
                Arrays.fill(wrappingKey, (byte) 0);
            }
        }
    }

    /** The content key; throws {@code AeadFailure} where the slot was changed. */
    Secret unwrap(Slot slot, byte[] commitment, KemPrivateKey key, DataKeyOpener opener) {
        try (Secret dataKey =
                        opener.open(slot.kmsKeyRef(), slot.wrappedDataKey().clone(), context());
                Secret shared = key.decapsulate(slot.ciphertext())) {
            byte[] info = info(slot.kemKeyId(), key.publicKey().sha512(), slot.ciphertext(), commitment);
            byte[] wrappingKey = shared.reveal(ss -> dataKey.reveal(dk -> wrappingKey(ss, dk, info)));
            try {
                return Secret.take(AesGcm.open(wrappingKey, slot.nonce(), slot.wrappedKey(), info));
            } finally {
                Arrays.fill(wrappingKey, (byte) 0);
            }
        }
    }

    private EncryptionContext context() {
        return EncryptionContext.vaultSeal(header.tenantId(), header.credentialId(), header.version());
    }

    private byte[] info(KemKeyId kemKeyId, byte[] publicKeyHash, byte[] ciphertext, byte[] commitment) {
        return new TranscriptWriter(768)
                .lp("hce1/vault/slot")
                .raw(headerTranscript)
                .lp(kemKeyId)
                .lp(publicKeyHash)
                .lp(Hashes.sha512(ciphertext))
                .lp(commitment)
                .toByteArray();
    }

    private static byte[] wrappingKey(byte[] sharedSecret, byte[] dataKey, byte[] info) {
        byte[] both = Arrays.copyOf(sharedSecret, sharedSecret.length + dataKey.length);
        System.arraycopy(dataKey, 0, both, sharedSecret.length, dataKey.length);
        try {
            return Hashes.hkdfSha512(both, info, AesGcm.KEY_BYTES);
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }
}
