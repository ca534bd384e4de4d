package dev.sallyport.vault.keyring;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.jwt.PemKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/// A signing key whose seed lies in a file that nobody else may read.
final class SeedFile {
    private SeedFile() {}

    /// The seed of `json`, 32 bytes, which the caller wipes. A relative `seed_file` is looked for beside `keysFile`.
    static byte[] seed(JsonObject json, Path keysFile) throws IOException {
        var file = keysFile.resolveSibling(json.text("seed_file"));
        PemKeys.requireOwnerOnly(file);
        return seed(Files.readAllBytes(file));
    }

    /// The key of `seed`, which must belong to the public key that `json` names.
    static SigningKey key(JsonObject json, byte[] seed, PostQuantum postQuantum) throws IOException {
        var key = postQuantum.signingKey(SigningKeyId.of(json.text("key_id")), Secret.copyOf(seed));
        if (!Arrays.equals(key.publicKeyBytes(), json.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY))) {
            throw new IOException("seed and public key of " + key.id() + " do not belong together");
        }
        return key;
    }

    /// 32 raw bytes, or the same in one line of base64.
    private static byte[] seed(byte[] content) throws IOException {
        if (content.length == PqSizes.SIGNATURE_SEED) {
            return content;
        }
        try {
            var seed = Base64.getMimeDecoder().decode(content);
            if (seed.length == PqSizes.SIGNATURE_SEED) {
                return seed;
            }
        } catch (IllegalArgumentException e) {
            // said below
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        throw new IOException("a seed is not 32 bytes");
    }
}
