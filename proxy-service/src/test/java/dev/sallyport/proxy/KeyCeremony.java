package dev.sallyport.proxy;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.keys.TrustedSigner;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.service.kms.AwsKeyWrapper;
import dev.sallyport.testkit.kms.LocalKmsServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import software.amazon.awssdk.services.kms.KmsClient;

/// Makes the keys of an installation and writes `proxy-keys.json`.
record KeyCeremony(
        PostQuantum postQuantum, SigningKey sealer, TrustedSigner signer, VerificationKey identity, Path proxyKeys) {

    static KeyCeremony hold(LocalKmsServer kms, Path folder) throws IOException {
        PostQuantum postQuantum = PostQuantum.pinned("bc");
        String platformKey = kms.createTenantKey();
        SigningKey root = key(postQuantum, "sk_root_of_test", postQuantum.newSigningSeed());
        SigningKey sealer = key(postQuantum, "sk_sealer", postQuantum.newSigningSeed());
        Secret identitySeed = postQuantum.newSigningSeed();
        SigningKey identity = key(postQuantum, "sk_identity", identitySeed);
        Secret responseSeed = postQuantum.newSigningSeed();
        SigningKey response = key(postQuantum, "sk_response", responseSeed);
        long now = System.currentTimeMillis();
        Delegation delegation =
                Delegation.sign(root, response.id(), response.publicKeyBytes(), now - 60_000, now + 86_400_000L);
        try (KmsClient client = kms.client(kms.proxy())) {
            AwsKeyWrapper wrapper = new AwsKeyWrapper(client);
            JsonObject file = new JsonObject()
                    .put("root_public_key", base64(root.publicKeyBytes()))
                    .put("platform_kms_key_ref", platformKey)
                    .put("identity", own(wrapper, platformKey, identity, identitySeed))
                    .put(
                            "signing_keys",
                            new JsonArray()
                                    .add(own(wrapper, platformKey, response, responseSeed)
                                            .put(
                                                    "delegation",
                                                    new JsonObject()
                                                            .put("not_before", delegation.notBeforeMillis())
                                                            .put("not_after", delegation.notAfterMillis())
                                                            .put("signature", base64(delegation.signature())))))
                    .put(
                            "sealer_keys",
                            new JsonArray()
                                    .add(new JsonObject()
                                            .put("key_id", sealer.id().value())
                                            .put("public_key", base64(sealer.publicKeyBytes()))));
            Path path = folder.resolve("proxy-keys.json");
            Files.writeString(path, file.encode());
            VerificationKey rootKey = postQuantum.verificationKey(root.id(), root.publicKeyBytes());
            return new KeyCeremony(
                    postQuantum,
                    sealer,
                    delegation.trust(postQuantum, rootKey),
                    postQuantum.verificationKey(identity.id(), identity.publicKeyBytes()),
                    path);
        }
    }

    private static SigningKey key(PostQuantum postQuantum, String id, Secret seed) {
        return postQuantum.signingKey(SigningKeyId.of(id), seed);
    }

    private static JsonObject own(AwsKeyWrapper wrapper, String kmsKey, SigningKey key, Secret seed) {
        byte[] wrapped = wrapper.wrap(KmsKeyRef.of(kmsKey), seed, EncryptionContext.signingKey(key.id()));
        return new JsonObject()
                .put("key_id", key.id().value())
                .put("public_key", base64(key.publicKeyBytes()))
                .put("wrapped_seed", base64(wrapped));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
