package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.aead.AeadFailure;
import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.sealed.UnsealException.Reason;
import dev.sallyport.crypto.secret.Secret;

/**
 * Opens sealed credentials. Lives in the proxy with kms:Decrypt and the tenants' ML-KEM seeds. Blocking (one KMS call),
 * thread safe.
 */
public final class Unsealer {
    private final VerificationKeys sealerKeys;
    private final DataKeyOpener dataKeys;

    public Unsealer(VerificationKeys sealerKeys, DataKeyOpener dataKeys) {
        this.sealerKeys = sealerKeys;
        this.dataKeys = dataKeys;
    }

    /**
     * The secret, to be closed by the caller. Throws {@link UnsealException} for a record that is not the pinned one,
     * not signed by the vault, or damaged, and {@code KmsFailure} where the KMS does not answer or refuses.
     */
    public Secret unseal(SealedCredential record, CredentialPin pin, KemPrivateKeys keys) {
        requirePinned(record, pin);
        requireSigned(record);
        try (Secret contentKey = contentKey(record, keys)) {
            return contentKey.reveal(key -> openBody(record, key));
        } catch (AeadFailure e) {
            throw new UnsealException(Reason.DAMAGED);
        }
    }

    /** The content key of a record that was checked, for {@link SlotEditor}. */
    Secret checkedContentKey(SealedCredential record, CredentialPin pin, KemPrivateKeys keys) {
        requirePinned(record, pin);
        requireSigned(record);
        Secret contentKey = contentKey(record, keys);
        try {
            contentKey.reveal(key -> committed(record, key)).close();
            return contentKey;
        } catch (RuntimeException e) {
            contentKey.close();
            throw e;
        }
    }

    private static void requirePinned(SealedCredential record, CredentialPin pin) {
        if (!pin.fits(record)) {
            throw new UnsealException(Reason.NOT_THE_PINNED_RECORD);
        }
    }

    private void requireSigned(SealedCredential record) {
        VerificationKey key = sealerKeys.find(record.sealerKeyId());
        SealedBody body = record.body();
        if (key == null || !key.verify(body.signed(record.header().transcript()), body.signature())) {
            throw new UnsealException(Reason.NOT_SIGNED_BY_THE_VAULT);
        }
    }

    /** Takes the first slot whose key is held here; a slot that then fails is not followed by another try. */
    private Secret contentKey(SealedCredential record, KemPrivateKeys keys) {
        for (Slot slot : record.slots()) {
            KemPrivateKey key = keys.find(slot.kemKeyId());
            if (key != null) {
                return unwrap(record, slot, key);
            }
        }
        throw new UnsealException(Reason.NO_SLOT);
    }

    private Secret unwrap(SealedCredential record, Slot slot, KemPrivateKey key) {
        try {
            return new SlotSealing(record.header()).unwrap(slot, record.body().commitment(), key, dataKeys);
        } catch (AeadFailure e) {
            throw new UnsealException(Reason.DAMAGED);
        }
    }

    private static Secret openBody(SealedCredential record, byte[] contentKey) {
        SealedBody body = record.body();
        try (ContentKeys content = committed(record, contentKey)) {
            return Secret.take(AesGcm.open(
                    content.bodyKey(),
                    body.nonce(),
                    body.ciphertext(),
                    record.header().transcript()));
        }
    }

    private static ContentKeys committed(SealedCredential record, byte[] contentKey) {
        ContentKeys content = ContentKeys.derive(contentKey, record.header().transcript());
        if (!Hashes.constantTimeEquals(content.commitment(), record.body().commitment())) {
            content.close();
            throw new UnsealException(Reason.DAMAGED);
        }
        return content;
    }
}
