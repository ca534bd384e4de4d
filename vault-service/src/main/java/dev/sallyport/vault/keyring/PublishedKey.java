package dev.sallyport.vault.keyring;

import dev.sallyport.crypto.codec.JsonValue.JsonArray;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.PqSizes;
import dev.sallyport.crypto.pq.VerificationKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A signing key with the root's delegation, checked when it was read.
public record PublishedKey(Delegation delegation) {

    static List<PublishedKey> readAll(JsonObject json, PostQuantum postQuantum, VerificationKey root) {
        if (!(json.find("signing_keys") instanceof JsonArray keys)) {
            throw new IllegalStateException("the vault's keys name no signing_keys");
        }
        return keys.values().stream()
                .map(each -> read((JsonObject) each, postQuantum, root))
                .toList();
    }

    /// The key of the vault's own log, which signs that log's heads and nothing else.
    static PublishedKey readLogKey(JsonObject json, PostQuantum postQuantum, VerificationKey root) {
        return read(json, postQuantum, root, VaultKeys.LOG_ID);
    }

    private static PublishedKey read(JsonObject json, PostQuantum postQuantum, VerificationKey root) {
        return read(json, postQuantum, root, null);
    }

    private static PublishedKey read(
            JsonObject json, PostQuantum postQuantum, VerificationKey root, @Nullable String logId) {
        var delegation = json.object("delegation");
        var signed = new Delegation(
                SigningKeyId.of(json.text("key_id")),
                json.bytes("public_key", PqSizes.SIGNATURE_PUBLIC_KEY),
                delegation.integer("not_before"),
                delegation.integer("not_after"),
                delegation.bytes("signature", PqSizes.SIGNATURE),
                logId);
        signed.trust(postQuantum, root);
        return new PublishedKey(signed);
    }
}
