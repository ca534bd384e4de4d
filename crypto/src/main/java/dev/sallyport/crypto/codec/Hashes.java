package dev.sallyport.crypto.codec;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * SHA-2, HMAC and HKDF from the JDK's own providers. Arrays given are neither kept nor changed; arrays returned belong
 * to the caller, who wipes those that are secret. Thread safe.
 *
 * <p>Source: FIPS 180-4 (SHA-2), RFC 2104 (HMAC), RFC 5869 (HKDF).
 */
public final class Hashes {
    /** Size of {@link #sha512} and {@link #hmacSha512} in bytes. */
    public static final int SHA512_BYTES = 64;

    private static final String SHA512 = "SHA-512";
    private static final String SHA256 = "SHA-256";
    private static final String HMAC_SHA512 = "HmacSHA512";

    private Hashes() {}

    /** SHA-512 over the parts as if they were one array. */
    public static byte[] sha512(byte[]... parts) {
        return digest(SHA512, parts);
    }

    /** SHA-256 over the parts as if they were one array. */
    public static byte[] sha256(byte[]... parts) {
        return digest(SHA256, parts);
    }

    /** HMAC-SHA-512 over the parts as if they were one array. */
    public static byte[] hmacSha512(byte[] key, byte[]... parts) {
        return hmac(HMAC_SHA512, key, parts);
    }

    /** HKDF-SHA-512 with a salt of 64 zero bytes, as every format here uses it; at most 255 × 64 bytes. */
    public static byte[] hkdfSha512(byte[] inputKey, byte[] info, int lengthBytes) {
        return hkdf(HMAC_SHA512, new byte[SHA512_BYTES], inputKey, info, lengthBytes);
    }

    /** Compares in time that depends on the lengths alone. */
    public static boolean constantTimeEquals(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    static byte[] hkdf(String hmac, byte[] salt, byte[] inputKey, byte[] info, int lengthBytes) {
        try {
            Mac mac = Mac.getInstance(hmac, JdkProviders.SUN_JCE);
            int hashBytes = mac.getMacLength();
            if (lengthBytes < 0 || lengthBytes > 255 * hashBytes) {
                throw new IllegalArgumentException("HKDF gives at most 255 blocks");
            }
            byte[] pseudoRandomKey = extract(mac, salt, inputKey);
            try {
                return expand(mac, pseudoRandomKey, info, lengthBytes);
            } finally {
                Arrays.fill(pseudoRandomKey, (byte) 0);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF is not available", e);
        }
    }

    private static byte[] extract(Mac mac, byte[] salt, byte[] inputKey) throws GeneralSecurityException {
        byte[] key = salt.length == 0 ? new byte[mac.getMacLength()] : salt;
        mac.init(new EphemeralKey(mac.getAlgorithm(), key));
        return mac.doFinal(inputKey);
    }

    private static byte[] expand(Mac mac, byte[] pseudoRandomKey, byte[] info, int lengthBytes)
            throws GeneralSecurityException {
        byte[] output = new byte[lengthBytes];
        byte[] block = new byte[0];
        try (EphemeralKey key = new EphemeralKey(mac.getAlgorithm(), pseudoRandomKey)) {
            mac.init(key);
            for (int done = 0, counter = 1; done < lengthBytes; counter++) {
                mac.update(block);
                mac.update(info);
                mac.update((byte) counter);
                Arrays.fill(block, (byte) 0);
                block = mac.doFinal();
                int taken = Math.min(block.length, lengthBytes - done);
                System.arraycopy(block, 0, output, done, taken);
                done += taken;
            }
        }
        Arrays.fill(block, (byte) 0);
        return output;
    }

    private static byte[] hmac(String algorithm, byte[] key, byte[]... parts) {
        try (EphemeralKey macKey = new EphemeralKey(algorithm, key)) {
            Mac mac = Mac.getInstance(algorithm, JdkProviders.SUN_JCE);
            mac.init(macKey);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not available", e);
        }
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm, JdkProviders.SUN);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is not available", e);
        }
    }
}
