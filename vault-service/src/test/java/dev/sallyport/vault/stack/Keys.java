package dev.sallyport.vault.stack;

import dev.sallyport.crypto.codec.StrictBase64;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// A key ceremony for a test: the files that the vault reads, and the private halves that only a test has.
public final class Keys {
    final PostQuantum postQuantum = PostQuantum.pinned("bc");
    final SigningKey root = newKey("sk_root");
    final SigningKey proxyIdentity = newKey("sk_identity");
    final SigningKey responseKey = newKey("sk_response");
    final SigningKey sealer;
    final SigningKey log;
    final KeyPair vaultToken = ec();
    final KeyPair proxyToken = ec();
    final KeyPair peopleToken = ec();
    final Path folder;

    Keys(Path folder) throws IOException {
        this.folder = folder;
        try (var seed = postQuantum.newSigningSeed()) {
            write("sealer.seed", seed.reveal(byte[]::clone));
            sealer = postQuantum.signingKey(SigningKeyId.of("sk_sealer"), seed.copy());
        }
        try (var seed = postQuantum.newSigningSeed()) {
            write("log.seed", seed.reveal(byte[]::clone));
            log = postQuantum.signingKey(SigningKeyId.of("sk_log"), seed.copy());
        }
        write("vault-keys.json", keysJson().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        writePem("vault-token.key", "PRIVATE KEY", vaultToken.getPrivate().getEncoded());
        writePem("people-token.key", "PRIVATE KEY", peopleToken.getPrivate().getEncoded());
        writePem("proxy-token.pem", "PUBLIC KEY", proxyToken.getPublic().getEncoded());
        writePem("vault-token.pem", "PUBLIC KEY", vaultToken.getPublic().getEncoded());
        writePem("proxy-token.key", "PRIVATE KEY", proxyToken.getPrivate().getEncoded());
    }

    /// The key pair behind what the proxy shows the vault.
    public KeyPair proxyToken() {
        return proxyToken;
    }

    /// The embedded issuer's pair, which forgers dream of.
    public KeyPair peopleToken() {
        return peopleToken;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path write(String name, byte[] content) throws IOException {
        var file = folder.resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private void writePem(String name, String label, byte[] der) throws IOException {
        var text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
        write(name, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private SigningKey newKey(String id) {
        Secret seed = postQuantum.newSigningSeed();
        return postQuantum.signingKey(SigningKeyId.of(id), seed);
    }

    private String keysJson() {
        long now = Instant.now().toEpochMilli();
        var delegation = Delegation.sign(
                root,
                responseKey.id(),
                responseKey.publicKeyBytes(),
                now - Duration.ofHours(1).toMillis(),
                now + Duration.ofDays(30).toMillis());
        var logs = Delegation.signForLog(
                root,
                "vault",
                log.id(),
                log.publicKeyBytes(),
                delegation.notBeforeMillis(),
                delegation.notAfterMillis());
        return """
                {"root_public_key":"%s",
                 "sealer":{"key_id":"sk_sealer","seed_file":"sealer.seed","public_key":"%s"},
                 "log_key":{"key_id":"sk_log","seed_file":"log.seed","public_key":"%s",
                   "delegation":{"not_before":%d,"not_after":%d,"signature":"%s"}},
                 "proxy_identity":{"key_id":"sk_identity","public_key":"%s"},
                 "signing_keys":[{"key_id":"sk_response","public_key":"%s",
                   "delegation":{"not_before":%d,"not_after":%d,"signature":"%s"}}]}
                """.formatted(
                        StrictBase64.encode(root.publicKeyBytes()),
                        StrictBase64.encode(sealer.publicKeyBytes()),
                        StrictBase64.encode(log.publicKeyBytes()),
                        logs.notBeforeMillis(),
                        logs.notAfterMillis(),
                        StrictBase64.encode(logs.signature()),
                        StrictBase64.encode(proxyIdentity.publicKeyBytes()),
                        StrictBase64.encode(responseKey.publicKeyBytes()),
                        delegation.notBeforeMillis(),
                        delegation.notAfterMillis(),
                        StrictBase64.encode(delegation.signature()));
    }

    private static KeyPair ec() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
