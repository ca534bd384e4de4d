package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.kms.DataKeySource;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.secret.Secret;
import java.security.SecureRandom;

/**
 * Adds a slot for another unsealing key (rotation of the key, an escrow) without touching body or signature. It needs
 * what an {@link Unsealer} needs, and so lives where unsealing lives. Blocking, thread safe.
 */
public final class SlotEditor {
    private final Unsealer unsealer;
    private final DataKeySource dataKeys;
    private final SecureRandom random = new SecureRandom();

    public SlotEditor(Unsealer unsealer, DataKeySource dataKeys) {
        this.unsealer = unsealer;
        this.dataKeys = dataKeys;
    }

    /** The record with one more slot; its digest, and so its pin, is another one. Throws as {@link Unsealer#unseal}. */
    public SealedCredential addSlot(
            SealedCredential record, CredentialPin pin, KemPrivateKeys keys, UnsealingKey added, KmsKeyRef kmsKey) {
        try (Secret contentKey = unsealer.checkedContentKey(record, pin, keys)) {
            return record.withSlot(contentKey.reveal(key -> new SlotSealing(record.header())
                    .wrap(key, record.body().commitment(), added, kmsKey, dataKeys, random)));
        }
    }
}
