package dev.sallyport.proxy.key;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.kms.KmsKeyRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `proxy-keys.json` of the key ceremony. Seeds in it are wrapped; public keys are 1952 raw bytes.
record KeyFile(
        byte[] rootPublicKey,
        KmsKeyRef kmsKey,
        OwnKey identity,
        List<OwnKey> signingKeys,
        List<TrustedKey> sealerKeys) {

    static final int PUBLIC_KEY_BYTES = 1952;
    private static final int SIGNATURE_BYTES = 3309;

    /// A key whose seed is ours.
    ///
    /// @param delegation the root key's signature; empty for the identity key
    record OwnKey(
            SigningKeyId id, byte[] publicKey, byte[] wrappedSeed, long notBefore, long notAfter, byte[] delegation) {}

    /// A key that is only trusted.
    record TrustedKey(SigningKeyId id, byte[] publicKey) {}

    static KeyFile read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyFile parse(byte[] json) {
        JsonObject root = StrictJson.parseObject(json);
        JsonObject identity = root.object("identity");
        List<OwnKey> signing = new ArrayList<>();
        for (JsonObject key : objects(root, "signing_keys")) {
            JsonObject delegation = key.object("delegation");
            signing.add(new OwnKey(
                    SigningKeyId.of(key.text("key_id")),
                    key.bytes("public_key", PUBLIC_KEY_BYTES),
                    key.bytes("wrapped_seed"),
                    delegation.integer("not_before"),
                    delegation.integer("not_after"),
                    delegation.bytes("signature", SIGNATURE_BYTES)));
        }
        List<TrustedKey> sealers = new ArrayList<>();
        for (JsonObject key : objects(root, "sealer_keys")) {
            sealers.add(new TrustedKey(SigningKeyId.of(key.text("key_id")), key.bytes("public_key", PUBLIC_KEY_BYTES)));
        }
        return new KeyFile(
                root.bytes("root_public_key", PUBLIC_KEY_BYTES),
                KmsKeyRef.of(root.text("platform_kms_key_ref")),
                new OwnKey(
                        SigningKeyId.of(identity.text("key_id")),
                        identity.bytes("public_key", PUBLIC_KEY_BYTES),
                        identity.bytes("wrapped_seed"),
                        0,
                        Long.MAX_VALUE,
                        new byte[0]),
                signing,
                sealers);
    }

    private static List<JsonObject> objects(JsonObject root, String name) {
        List<JsonObject> objects = new ArrayList<>();
        if (!(root.find(name) instanceof JsonArray(var values))) {
            throw new MalformedException("no array " + name);
        }
        for (JsonValue value : values) {
            if (!(value instanceof JsonObject object)) {
                throw new MalformedException("no object in " + name);
            }
            objects.add(object);
        }
        return objects;
    }
}
