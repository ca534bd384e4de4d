package dev.sallyport.crypto.pq;

import java.util.Arrays;
import java.util.HexFormat;

/** SubjectPublicKeyInfo around raw public keys: DER with a constant prefix. Source: RFC 9935 (ML-KEM), RFC 9881 (ML-DSA). */
public final class Spki {
    private static final byte[] ML_KEM_768 = HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");
    private static final byte[] ML_DSA_65 = HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

    private Spki() {}

    /** Wraps 1184 raw bytes. */
    public static byte[] ofMlKem768(byte[] publicKey) {
        return concat(ML_KEM_768, PqSizes.require(publicKey, PqSizes.KEM_PUBLIC_KEY, "ML-KEM-768 public key"));
    }

    /** Wraps 1952 raw bytes. */
    public static byte[] ofMlDsa65(byte[] publicKey) {
        return concat(ML_DSA_65, PqSizes.require(publicKey, PqSizes.SIGNATURE_PUBLIC_KEY, "ML-DSA-65 public key"));
    }

    private static byte[] concat(byte[] prefix, byte[] key) {
        byte[] der = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, der, prefix.length, key.length);
        return der;
    }
}
