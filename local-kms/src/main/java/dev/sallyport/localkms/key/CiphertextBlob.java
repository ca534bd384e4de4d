package dev.sallyport.localkms.key;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A ciphertext as callers keep it: `u8 1 | key id (16) | u32 material | salt (16) | nonce (12) | ciphertext || tag`.
/// Everything before the ciphertext, and the encryption context, is authenticated with it.
public record CiphertextBlob(Head head, byte[] sealed) {

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 16 + 4 + KeyMaterial.SALT + KeyMaterial.NONCE;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// What names the key. The arrays belong to the record and must not change.
    public record Head(UUID keyId, int material, byte[] salt, byte[] nonce) {

        static Head fresh(UUID keyId, int material) {
            var salt = new byte[KeyMaterial.SALT];
            var nonce = new byte[KeyMaterial.NONCE];
            RANDOM.nextBytes(salt);
            RANDOM.nextBytes(nonce);
            return new Head(keyId, material, salt, nonce);
        }

        byte[] bytes() {
            return ByteBuffer.allocate(HEAD)
                    .put(VERSION)
                    .putLong(keyId.getMostSignificantBits())
                    .putLong(keyId.getLeastSignificantBits())
                    .putInt(material)
                    .put(salt)
                    .put(nonce)
                    .array();
        }
    }

    /// @throws KmsException `InvalidCiphertextException` for bytes that no key here can have made
    public static CiphertextBlob parse(byte[] bytes) {
        if (bytes.length < HEAD + KeyMaterial.TAG || bytes[0] != VERSION) {
            throw new KmsException(KmsError.INVALID_CIPHERTEXT, "The ciphertext is not one of this service.");
        }
        var buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        var keyId = new UUID(buffer.getLong(), buffer.getLong());
        int material = buffer.getInt();
        return new CiphertextBlob(
                new Head(keyId, material, take(buffer, KeyMaterial.SALT), take(buffer, KeyMaterial.NONCE)),
                take(buffer, buffer.remaining()));
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(HEAD + sealed.length)
                .put(head.bytes())
                .put(sealed)
                .array();
    }

    /// The encryption context as bytes, in an order and a form that no two different contexts share.
    static byte[] contextBytes(Map<String, String> context) {
        var out = new java.io.ByteArrayOutputStream();
        new TreeMap<>(context).forEach((name, value) -> {
            append(out, name);
            append(out, value);
        });
        return out.toByteArray();
    }

    private static void append(java.io.ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        var bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return "CiphertextBlob[" + head.keyId() + "]";
    }
}
