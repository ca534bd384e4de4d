package dev.sallyport.crypto.jdk;

import dev.sallyport.crypto.pq.InvalidPqKeyException;
import dev.sallyport.crypto.pq.PqBackend;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;

/// An ML-KEM-768 private key inside the JDK. A class, not a record: it has nothing to print.
final class JdkDecapsulator implements PqBackend.Decapsulator {
    private final KEM kem;
    private final PrivateKey key;

    JdkDecapsulator(KEM kem, PrivateKey key) {
        this.kem = kem;
        this.key = key;
    }

    @Override
    public byte[] decapsulate(byte[] ciphertext) {
        try {
            return kem.newDecapsulator(key).decapsulate(ciphertext).getEncoded();
        } catch (DecapsulateException _) {
            throw new InvalidPqKeyException("ML-KEM-768 ciphertext is refused by the JDK");
        } catch (GeneralSecurityException e) {
            throw JdkBackend.unavailable(JdkBackend.ML_KEM, e);
        }
    }

    @Override
    public void close() {
        Destruction.destroy(key);
    }
}
