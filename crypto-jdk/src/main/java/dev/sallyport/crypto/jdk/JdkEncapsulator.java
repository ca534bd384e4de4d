package dev.sallyport.crypto.jdk;

import dev.sallyport.crypto.pq.Encapsulation;
import dev.sallyport.crypto.pq.PqBackend;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import javax.crypto.KEM;

/// An ML-KEM-768 public key inside the JDK.
record JdkEncapsulator(KEM kem, PublicKey key) implements PqBackend.Encapsulator {
    @Override
    public Encapsulation encapsulate(SecureRandom random) {
        try {
            KEM.Encapsulated result = kem.newEncapsulator(key, null, random).encapsulate();
            return new Encapsulation(result.encapsulation(), result.key().getEncoded());
        } catch (GeneralSecurityException e) {
            throw JdkBackend.unavailable(JdkBackend.ML_KEM, e);
        }
    }
}
