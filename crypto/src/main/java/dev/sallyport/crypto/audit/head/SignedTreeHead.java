package dev.sallyport.crypto.audit.head;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.pq.PqSizes;
import java.util.Map;

/** A tree head and the log's signature over it. Nothing is trusted before {@link #isSignedBy}. Immutable. */
public final class SignedTreeHead {
    private final TreeHead head;
    private final SigningKeyId keyId;
    private final byte[] signature;

    /** From parts that were stored; the array is copied. */
    public SignedTreeHead(TreeHead head, SigningKeyId keyId, byte[] signature) {
        this.head = head;
        this.keyId = keyId;
        this.signature = signature.clone();
        if (signature.length != PqSizes.SIGNATURE) {
            throw new IllegalArgumentException("signature of another size");
        }
    }

    public static SignedTreeHead sign(TreeHead head, HeadSigner signer) {
        return new SignedTreeHead(head, signer.keyId(), signer.sign(head.message()));
    }

    /** Whether one of these keys, valid at the head's time and for its log, made the signature. */
    public boolean isSignedBy(Map<SigningKeyId, TrustedSigner> trusted) {
        TrustedSigner signer = trusted.get(keyId);
        return signer != null
                && signer.signsHeadsOf(head.logId())
                && signer.isValidAt(head.atMillis())
                && signer.key().verify(head.message(), signature);
    }

    public TreeHead head() {
        return head;
    }

    public SigningKeyId keyId() {
        return keyId;
    }

    /** A copy of the 3309 bytes. */
    public byte[] signature() {
        return signature.clone();
    }
}
