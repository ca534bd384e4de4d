package dev.sallyport.crypto.audit.head;

import dev.sallyport.crypto.codec.TranscriptWriter;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.VerificationKey;

/** A witness' word that it saw a head, and that the head continued every head that it saw before. Immutable. */
public final class Cosignature {
    private static final String LABEL = "hce1/audit/cosign";

    private final SigningKeyId witness;
    private final long atMillis;
    private final byte[] signature;

    /** From parts that were stored; the array is copied. */
    public Cosignature(SigningKeyId witness, long atMillis, byte[] signature) {
        this.witness = witness;
        this.atMillis = atMillis;
        this.signature = signature.clone();
    }

    static Cosignature sign(TreeHead head, long atMillis, HeadSigner witness) {
        return new Cosignature(witness.keyId(), atMillis, witness.sign(message(head, atMillis, witness.keyId())));
    }

    public boolean verify(TreeHead head, VerificationKey key) {
        return key.id().equals(witness) && key.verify(message(head, atMillis, witness), signature);
    }

    public SigningKeyId witness() {
        return witness;
    }

    public long atMillis() {
        return atMillis;
    }

    /** A copy of the 3309 bytes. */
    public byte[] signature() {
        return signature.clone();
    }

    private static byte[] message(TreeHead head, long atMillis, SigningKeyId witness) {
        return new TranscriptWriter(512)
                .lp(LABEL)
                .lp(witness)
                .u64(atMillis)
                .lp(head.message())
                .toByteArray();
    }
}
