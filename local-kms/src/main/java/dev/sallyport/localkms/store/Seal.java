package dev.sallyport.localkms.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM over one file: `u8 1 | nonce (12) | ciphertext || tag`. The file's name is authenticated with it, so
/// that two files cannot change places. Thread-safe.
final class Seal {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final String LABEL = "sallyport-local-kms/1/store/";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /// @param key 32 bytes; wiped here
    Seal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        Arrays.fill(key, (byte) 0);
    }

    byte[] seal(String name, byte[] content) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(content);
            return ByteBuffer.allocate(1 + NONCE + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed to seal", e);
        }
    }

    /// @throws IOException when the file is cut, edited, of another store or of another name
    byte[] open(String name, byte[] file) throws IOException {
        if (file.length < 1 + NONCE + TAG || file[0] != VERSION) {
            throw broken(name);
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, name, Arrays.copyOfRange(file, 1, 1 + NONCE))
                    .doFinal(file, 1 + NONCE, file.length - 1 - NONCE);
        } catch (GeneralSecurityException _) {
            throw broken(name);
        }
    }

    private static IOException broken(String name) {
        return new IOException(name + " does not open: wrong store key, or the file was cut or edited");
    }

    private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD((LABEL + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
