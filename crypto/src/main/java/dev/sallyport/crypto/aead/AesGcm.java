package dev.sallyport.crypto.aead;

import dev.sallyport.crypto.codec.EphemeralKey;
import dev.sallyport.crypto.codec.JdkProviders;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a nonce of 12 bytes and a tag of 16 bytes behind the ciphertext. The caller guarantees that a nonce
 * is used once per key. Arrays given are neither kept nor changed. Thread safe. Source: NIST SP 800-38D.
 */
public final class AesGcm {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 12;
    public static final int TAG_BYTES = 16;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private AesGcm() {}

    /** Returns {@code ciphertext || tag}, 16 bytes longer than the plaintext. */
    public static byte[] seal(byte[] key, byte[] nonce, byte[] plaintext, byte[] associatedData) {
        requireSizes(key, nonce);
        try (EphemeralKey aesKey = new EphemeralKey("AES", key)) {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION, JdkProviders.SUN_JCE);
            cipher.init(Cipher.ENCRYPT_MODE, aesKey, new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(associatedData);
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /** Opens {@code ciphertext || tag}; throws {@link AeadFailure} unless the tag fits. */
    public static byte[] open(byte[] key, byte[] nonce, byte[] ciphertextAndTag, byte[] associatedData) {
        requireSizes(key, nonce);
        if (ciphertextAndTag.length < TAG_BYTES) {
            throw new AeadFailure();
        }
        try (EphemeralKey aesKey = new EphemeralKey("AES", key)) {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION, JdkProviders.SUN_JCE);
            cipher.init(Cipher.DECRYPT_MODE, aesKey, new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(associatedData);
            return cipher.doFinal(ciphertextAndTag);
        } catch (AEADBadTagException e) {
            throw new AeadFailure();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    private static void requireSizes(byte[] key, byte[] nonce) {
        if (key.length != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("AES-256-GCM takes a key of 32 bytes and a nonce of 12 bytes");
        }
    }
}
