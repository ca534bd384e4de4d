package dev.sallyport.crypto.sealed;

import dev.sallyport.crypto.aead.AesGcm;
import dev.sallyport.crypto.codec.TranscriptReader;
import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PqSizes;

/** One way to the content key: for one unsealing key and one KMS key together. Its arrays are never changed. */
record Slot(
        KemKeyId kemKeyId,
        KmsKeyRef kmsKeyRef,
        byte[] wrappedDataKey,
        byte[] ciphertext,
        byte[] nonce,
        byte[] wrappedKey) {
    private static final int MAX_ID_BYTES = 128;
    private static final int MAX_KEY_REF_BYTES = 2048;
    private static final int MAX_WRAPPED_DATA_KEY_BYTES = 6144;
    private static final int WRAPPED_KEY_BYTES = AesGcm.KEY_BYTES + AesGcm.TAG_BYTES;

    static Slot read(TranscriptReader in) {
        return new Slot(
                KemKeyId.of(in.lpText(MAX_ID_BYTES)),
                KmsKeyRef.of(in.lpText(MAX_KEY_REF_BYTES)),
                in.lp(MAX_WRAPPED_DATA_KEY_BYTES),
                in.raw(PqSizes.KEM_CIPHERTEXT),
                in.raw(AesGcm.NONCE_BYTES),
                in.raw(WRAPPED_KEY_BYTES));
    }

    void write(TranscriptWriter out) {
        out.lp(kemKeyId)
                .lp(kmsKeyRef.value())
                .lp(wrappedDataKey)
                .raw(ciphertext)
                .raw(nonce)
                .raw(wrappedKey);
    }

    Slot movedTo(KmsKeyRef otherKey, byte[] rewrapped) {
        return new Slot(kemKeyId, otherKey, rewrapped.clone(), ciphertext, nonce, wrappedKey);
    }
}
