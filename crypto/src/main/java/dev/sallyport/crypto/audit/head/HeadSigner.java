package dev.sallyport.crypto.audit.head;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.SigningKey;

/** Signs tree heads: a key of the service that the root key vouches for. */
public interface HeadSigner {
    /** The key that {@link #sign} uses. */
    SigningKeyId keyId();

    /** An ML-DSA-65 signature of 3309 bytes. */
    byte[] sign(byte[] message);

    static HeadSigner of(SigningKey key) {
        return new HeadSigner() {
            @Override
            public SigningKeyId keyId() {
                return key.id();
            }

            @Override
            public byte[] sign(byte[] message) {
                return key.sign(message);
            }
        };
    }
}
