package dev.sallyport.quickstart.ceremony;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.quickstart.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;

/// Makes every long-lived key of an installation, once.
///
/// - `root.key`: seed of the root key, which signs delegations and nothing else
/// - `vault-sealer.key`: seed of the vault's sealing key
/// - `vault-log.key`: seed of the key that signs the heads of the vault's audit log
/// - `proxy-keys.json`: the proxy's identity and response signing keys, their seeds wrapped by the KMS
/// - `vault-keys.json`: what the vault needs to know of all of them
public final class KeyCeremony {

    private static final Duration DELEGATED_FOR = Duration.ofDays(1825);
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PostQuantum postQuantum;
    private final KeyWrapper proxysKms;
    private final KmsKeyRef platformKey;
    private final Clock clock;

    /// @param proxysKms wraps as the proxy's principal does
    /// @param platformKey the KMS key that the proxy's own keys are wrapped under
    public KeyCeremony(PostQuantum postQuantum, KeyWrapper proxysKms, KmsKeyRef platformKey, Clock clock) {
        this.postQuantum = postQuantum;
        this.proxysKms = proxysKms;
        this.platformKey = platformKey;
        this.clock = clock;
    }

    /// Whether an earlier ceremony ended well.
    public static boolean isDone(Path folder) {
        return Files.exists(folder.resolve("vault-keys.json"));
    }

    /// Holds the ceremony in an existing folder. The file that [#isDone] looks for is written last.
    public void hold(Path folder) throws IOException {
        try (var root = key("sk_root", folder.resolve("root.key"));
                var sealer = key(SigningKeyId.next().value(), folder.resolve("vault-sealer.key"));
                var log = key(SigningKeyId.next().value(), folder.resolve("vault-log.key"));
                var identity = wrapped();
                var signing = wrapped()) {
            Delegation delegation = delegate(root, signing.key());
            write(folder.resolve("proxy-keys.json"), proxyKeys(root, sealer, identity, signing, delegation));
            write(folder.resolve("vault-keys.json"), vaultKeys(folder, root, sealer, log, identity, delegation));
        }
    }

    private ObjectNode proxyKeys(
            SigningKey root, SigningKey sealer, WrappedKey identity, WrappedKey signing, Delegation delegation) {
        ObjectNode keys = JSON.createObjectNode();
        keys.put("root_public_key", base64(root.publicKeyBytes()));
        keys.put("platform_kms_key_ref", platformKey.value());
        keys.set("identity", identity.toJson());
        ObjectNode signer = signing.toJson();
        signer.set("delegation", toJson(delegation));
        keys.putArray("signing_keys").add(signer);
        keys.putArray("sealer_keys").add(publicKey(sealer));
        return keys;
    }

    private ObjectNode vaultKeys(
            Path folder,
            SigningKey root,
            SigningKey sealer,
            SigningKey log,
            WrappedKey identity,
            Delegation delegation) {
        ObjectNode keys = JSON.createObjectNode();
        keys.put("root_public_key", base64(root.publicKeyBytes()));
        keys.set(
                "sealer",
                publicKey(sealer)
                        .put("seed_file", folder.resolve("vault-sealer.key").toString()));
        keys.set(
                "log_key",
                publicKey(log)
                        .put("seed_file", folder.resolve("vault-log.key").toString())
                        .set("delegation", toJson(delegateLog(root, log))));
        keys.set("proxy_identity", publicKey(identity.key()));
        ObjectNode signer = JSON.createObjectNode()
                .put("key_id", delegation.keyId().value())
                .put("public_key", base64(delegation.publicKey()));
        signer.set("delegation", toJson(delegation));
        keys.putArray("signing_keys").add(signer);
        return keys;
    }

    private Delegation delegate(SigningKey root, SigningKey signing) {
        var from = clock.instant().minus(CLOCKS_MAY_DIFFER);
        return Delegation.sign(
                root,
                signing.id(),
                signing.publicKeyBytes(),
                from.toEpochMilli(),
                from.plus(DELEGATED_FOR).toEpochMilli());
    }

    /// For the heads of the vault's log and nothing else: with it nobody can sign an answer.
    private Delegation delegateLog(SigningKey root, SigningKey log) {
        var from = clock.instant().minus(CLOCKS_MAY_DIFFER);
        return Delegation.signForLog(
                root,
                "vault",
                log.id(),
                log.publicKeyBytes(),
                from.toEpochMilli(),
                from.plus(DELEGATED_FOR).toEpochMilli());
    }

    /// A key whose raw seed of 32 bytes lies in a file.
    private SigningKey key(String id, Path file) throws IOException {
        try (Secret seed = postQuantum.newSigningSeed()) {
            OwnerOnly.write(file, seed.<byte[]>reveal(byte[]::clone));
            return postQuantum.signingKey(SigningKeyId.of(id), seed);
        }
    }

    private WrappedKey wrapped() {
        var id = SigningKeyId.next();
        try (Secret seed = postQuantum.newSigningSeed()) {
            byte[] wrapped = proxysKms.wrap(platformKey, seed, EncryptionContext.signingKey(id));
            return new WrappedKey(postQuantum.signingKey(id, seed), wrapped);
        }
    }

    private static ObjectNode publicKey(SigningKey key) {
        return JSON.createObjectNode().put("key_id", key.id().value()).put("public_key", base64(key.publicKeyBytes()));
    }

    private static ObjectNode toJson(Delegation delegation) {
        return JSON.createObjectNode()
                .put("not_before", delegation.notBeforeMillis())
                .put("not_after", delegation.notAfterMillis())
                .put("signature", base64(delegation.signature()));
    }

    private static void write(Path file, JsonNode json) throws IOException {
        OwnerOnly.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// A key and its seed, wrapped.
    private record WrappedKey(SigningKey key, byte[] wrappedSeed) implements AutoCloseable {

        ObjectNode toJson() {
            return publicKey(key).put("wrapped_seed", base64(wrappedSeed));
        }

        @Override
        public void close() {
            key.close();
        }
    }
}
