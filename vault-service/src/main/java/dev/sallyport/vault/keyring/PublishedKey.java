package dev.sallyport.vault.keyring;

import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.VerificationKey;
import java.util.List;

/// A response signing key with the root's delegation, checked when it was read.
public record PublishedKey(Delegation delegation) {

    static List<PublishedKey> readAll(JsonObject json, PostQuantum postQuantum, VerificationKey root) {
        if (!(json.find("signing_keys") instanceof JsonArray keys)) {
            throw new IllegalStateException("the vault's keys name no signing_keys");
        }
        return keys.values().stream()
                .map(each -> read((JsonObject) each, postQuantum, root))
                .toList();
    }

    private static PublishedKey read(JsonObject json, PostQuantum postQuantum, VerificationKey root) {
        var delegation = json.object("delegation");
        var signed = new Delegation(
                SigningKeyId.of(json.text("key_id")),
                json.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY),
                delegation.integer("not_before"),
                delegation.integer("not_after"),
                delegation.bytes("signature", PqSizes.SIGNATURE));
        signed.trust(postQuantum, root);
        return new PublishedKey(signed);
    }
}
