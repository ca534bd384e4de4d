package dev.sallyport.vault.keyring;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.jwt.PemKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The vault's keys, read once at start. A file that cannot be read, that others may read, or whose parts contradict
/// each
/// other stops the service. Thread safe.
public final class VaultKeys {
    private static final byte[] ANSWER_LABEL = "hce1/vault/answers".getBytes(StandardCharsets.US_ASCII);

    private final byte[] rootPublicKey;
    private final SigningKey sealer;
    private final Secret answerSecret;
    private final VerificationKey proxyIdentity;
    private final List<PublishedKey> published;

    private VaultKeys(
            byte[] rootPublicKey,
            SigningKey sealer,
            Secret answerSecret,
            VerificationKey proxyIdentity,
            List<PublishedKey> published) {
        this.rootPublicKey = rootPublicKey;
        this.sealer = sealer;
        this.answerSecret = answerSecret;
        this.proxyIdentity = proxyIdentity;
        this.published = published;
    }

    /// Reads `vault-keys.json`; every delegation is checked against the root key.
    public static VaultKeys read(Path file, PostQuantum postQuantum) {
        try {
            var json = StrictJson.parseObject(Files.readAllBytes(file));
            var root = json.bytes("root_public_key", PqSizes.SIGNATURE_PUBLIC_KEY);
            var rootKey = postQuantum.verificationKey(SigningKeyId.of("sk_root"), root);
            var published = PublishedKey.readAll(json, postQuantum, rootKey);
            return sealerOf(json.object("sealer"), file, postQuantum, root, identity(json, postQuantum), published);
        } catch (IOException e) {
            throw new UncheckedIOException("the vault's keys cannot be read: " + e.getMessage(), e);
        }
    }

    private static VaultKeys sealerOf(
            JsonObject json,
            Path file,
            PostQuantum postQuantum,
            byte[] root,
            VerificationKey identity,
            List<PublishedKey> published)
            throws IOException {
        var seedFile = file.resolveSibling(json.text("seed_file"));
        PemKeys.requireOwnerOnly(seedFile);
        var seed = seed(Files.readAllBytes(seedFile));
        try {
            var answers = Secret.take(Hashes.hkdfSha512(seed, ANSWER_LABEL, 32));
            var sealer = postQuantum.signingKey(SigningKeyId.of(json.text("key_id")), Secret.copyOf(seed));
            if (!Arrays.equals(sealer.publicKeyBytes(), json.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY))) {
                throw new IOException("the sealing key's seed and public key do not belong together");
            }
            return new VaultKeys(root, sealer, answers, identity, published);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
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
        throw new IOException("the sealing key's seed is not 32 bytes");
    }

    private static VerificationKey identity(JsonObject json, PostQuantum postQuantum) {
        var identity = json.object("proxy_identity");
        return postQuantum.verificationKey(
                SigningKeyId.of(identity.text("key_id")), identity.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY));
    }

    /// ML-DSA-65, 1952 bytes.
    public byte[] rootPublicKey() {
        return rootPublicKey.clone();
    }

    /// Signs sealed records and grants.
    public SigningKey sealer() {
        return sealer;
    }

    /// 32 bytes under which answers are kept for repeated calls; not in the database.
    public Secret answerSecret() {
        return answerSecret;
    }

    /// The proxy's identity key, which vouches for unsealing keys.
    public VerificationKey proxyIdentity() {
        return proxyIdentity;
    }

    /// The response signing keys that clients may trust.
    public List<PublishedKey> published() {
        return published;
    }
}
