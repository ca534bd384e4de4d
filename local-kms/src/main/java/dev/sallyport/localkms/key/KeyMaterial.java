package dev.sallyport.localkms.key;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One generation of a key: 32 random bytes that never leave this class except sealed, towards the store.
/// Every message is encrypted under a key of its own, derived with 16 fresh bytes, so that random nonces cannot run
/// into the limit of AES-GCM. Thread-safe.
public final class KeyMaterial {

    static final int SALT = 16;
    static final int NONCE = 12;
    static final int TAG = 16;

    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] LABEL = "sallyport-local-kms/1/message".getBytes(StandardCharsets.US_ASCII);

    private final int number;
    private final Instant created;
    private final byte[] bytes;

    /// @param bytes 32 bytes; the array is copied
    public KeyMaterial(int number, Instant created, byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("key material must have 32 bytes");
        }
        this.number = number;
        this.created = created;
        this.bytes = bytes.clone();
    }

    static KeyMaterial fresh(int number, Instant now) {
        var bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        var material = new KeyMaterial(number, now, bytes);
        Arrays.fill(bytes, (byte) 0);
        return material;
    }

    /// Its place in the key's history, from 1.
    public int number() {
        return number;
    }

    public Instant created() {
        return created;
    }

    /// Lends a copy to the store, which seals it at once and wipes it.
    public <T> T forStore(Function<byte[], T> seal) {
        var copy = bytes.clone();
        try {
            return seal.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    byte[] encrypt(CiphertextBlob.Head head, byte[] plaintext, byte[] context) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, head, context).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed to encrypt", e);
        }
    }

    byte[] decrypt(CiphertextBlob.Head head, byte[] sealed, byte[] context) {
        try {
            return cipher(Cipher.DECRYPT_MODE, head, context).doFinal(sealed);
        } catch (AEADBadTagException _) {
            throw new KmsException(KmsError.INVALID_CIPHERTEXT, "The ciphertext or its encryption context is invalid.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed to decrypt", e);
        }
    }

    private Cipher cipher(int mode, CiphertextBlob.Head head, byte[] context) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
        mac.update(LABEL);
        var key = mac.doFinal(head.salt());
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, head.nonce()));
        Arrays.fill(key, (byte) 0);
        cipher.updateAAD(head.bytes());
        cipher.updateAAD(context);
        return cipher;
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + number + "]";
    }
}
