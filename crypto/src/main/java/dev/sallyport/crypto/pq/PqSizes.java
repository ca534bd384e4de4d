package dev.sallyport.crypto.pq;

/** Sizes in bytes. Source: FIPS 203 table 3 (ML-KEM-768), FIPS 204 table 2 (ML-DSA-65). */
public final class PqSizes {
    public static final int KEM_PUBLIC_KEY = 1184;
    public static final int KEM_CIPHERTEXT = 1088;
    public static final int KEM_SHARED_SECRET = 32;
    public static final int KEM_SEED = 64;
    public static final int SIGNATURE = 3309;
    public static final int SIGNATURE_PUBLIC_KEY = 1952;
    public static final int SIGNATURE_SEED = 32;

    private PqSizes() {}

    static byte[] require(byte[] bytes, int size, String what) {
        if (bytes.length != size) {
            throw new InvalidPqKeyException(what + " has " + bytes.length + " bytes, not " + size);
        }
        return bytes;
    }
}
