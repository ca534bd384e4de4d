package dev.sallyport.vault.keyring;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The vault's keys, read once at start. A file that cannot be read, that others may read, or whose parts contradict
/// each other stops the service. Thread safe.
public final class VaultKeys {
    /// The name of the vault's audit log in its heads.
    public static final String LOG_ID = "vault";

    private static final byte[] ANSWER_LABEL = "hce1/vault/answers".getBytes(StandardCharsets.US_ASCII);

    private final byte[] rootPublicKey;
    private final SigningKey sealer;
    private final Secret answerSecret;
    private final VerificationKey proxyIdentity;
    private final SigningKey log;
    private final List<PublishedKey> published;

    private VaultKeys(
            byte[] rootPublicKey,
            SigningKey sealer,
            Secret answerSecret,
            VerificationKey proxyIdentity,
            SigningKey log,
            List<PublishedKey> published) {
        this.rootPublicKey = rootPublicKey;
        this.sealer = sealer;
        this.answerSecret = answerSecret;
        this.proxyIdentity = proxyIdentity;
        this.log = log;
        this.published = published;
    }

    /// Reads `vault-keys.json`; every delegation is checked against the root key.
    public static VaultKeys read(Path file, PostQuantum postQuantum) {
        try {
            var json = StrictJson.parseObject(Files.readAllBytes(file));
            var root = json.bytes("root_public_key", PqSizes.SIGNATURE_PUBLIC_KEY);
            var rootKey = postQuantum.verificationKey(SigningKeyId.of("sk_root"), root);
            var published = new ArrayList<>(PublishedKey.readAll(json, postQuantum, rootKey));
            published.add(PublishedKey.readLogKey(json.object("log_key"), postQuantum, rootKey));
            var sealer = json.object("sealer");
            var seed = SeedFile.seed(sealer, file);
            try {
                return new VaultKeys(
                        root,
                        SeedFile.key(sealer, seed, postQuantum),
                        Secret.take(Hashes.hkdfSha512(seed, ANSWER_LABEL, 32)),
                        identity(json, postQuantum),
                        logKey(json.object("log_key"), file, postQuantum),
                        List.copyOf(published));
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the vault's keys cannot be read: " + e.getMessage(), e);
        }
    }

    private static SigningKey logKey(JsonObject json, Path file, PostQuantum postQuantum) throws IOException {
        var seed = SeedFile.seed(json, file);
        try {
            return SeedFile.key(json, seed, postQuantum);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
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

    /// Signs the heads of the vault's own audit log.
    public SigningKey log() {
        return log;
    }

    /// The root key's word for every key that may have signed a head of the vault's log.
    public List<Delegation> logDelegations() {
        return published.stream()
                .map(PublishedKey::delegation)
                .filter(delegation -> LOG_ID.equals(delegation.logId()))
                .toList();
    }

    /// The signing keys that clients may trust, each for its own purpose.
    public List<PublishedKey> published() {
        return published;
    }
}
