package dev.sallyport.crypto.jdk;

import dev.sallyport.crypto.pq.PqBackend;
import dev.sallyport.crypto.pq.PqBackendContract;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.KEM;

class JdkBackendTest extends PqBackendContract {
    private static final String ML_DSA_65_PKCS8 = "30820fd8020100300b060960864801650304031204820fc4";
    private static final String ML_KEM_768_PKCS8 = "30820978020100300b060960864801650304040204820964";

    @Override
    protected PqBackend backend() {
        return new JdkBackend();
    }

    @Override
    protected byte[] signWithExpandedKey(byte[] key, byte[] message, SecureRandom random)
            throws GeneralSecurityException {
        Signature signer = Signature.getInstance("ML-DSA-65", "SUN");
        signer.initSign(privateKey("ML-DSA-65", "SUN", ML_DSA_65_PKCS8, key), random);
        signer.update(message);
        return signer.sign();
    }

    @Override
    protected byte[] decapsulateWithExpandedKey(byte[] key, byte[] ciphertext) throws GeneralSecurityException {
        PrivateKey privateKey = privateKey("ML-KEM-768", "SunJCE", ML_KEM_768_PKCS8, key);
        return KEM.getInstance("ML-KEM-768", "SunJCE")
                .newDecapsulator(privateKey)
                .decapsulate(ciphertext)
                .getEncoded();
    }

    /// PKCS#8 around an expandedKey of the right size; other sizes make no valid DER and are refused by the factory.
    private static PrivateKey privateKey(String algorithm, String provider, String prefix, byte[] key)
            throws GeneralSecurityException {
        byte[] head = HexFormat.of().parseHex(prefix + "0482%04x".formatted(key.length));
        byte[] der = java.util.Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, der, head.length, key.length);
        return KeyFactory.getInstance(algorithm, provider).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
