package dev.sallyport.crypto.jdk;

import dev.sallyport.crypto.pq.PqBackend;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;

/// An ML-DSA-65 private key inside the JDK. A class, not a record: it has nothing to print.
final class JdkSigner implements PqBackend.Signer {
    private final PrivateKey key;

    JdkSigner(PrivateKey key) {
        this.key = key;
    }

    @Override
    public byte[] sign(byte[] message, SecureRandom random) {
        try {
            Signature signer = Signature.getInstance(JdkBackend.ML_DSA, JdkBackend.SIGNATURE_PROVIDER);
            signer.initSign(key, random);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw JdkBackend.unavailable(JdkBackend.ML_DSA, e);
        }
    }

    @Override
    public void close() {
        Destruction.destroy(key);
    }
}
