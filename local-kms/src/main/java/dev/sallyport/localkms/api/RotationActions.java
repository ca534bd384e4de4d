package dev.sallyport.localkms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.key.KmsKey;
import dev.sallyport.localkms.store.KeyStore;
import java.time.Clock;
import java.util.Map;

/// New material for a key on demand; old ciphertexts stay readable. Here it is done when the answer leaves, where AWS
/// may take a while. There is no rotation by the calendar.
final class RotationActions {

    /// AWS allows 25 rotations on demand per key.
    private static final int MAX_ROTATIONS = 25;

    private final KeyStore store;
    private final Keys keys;
    private final Access access;
    private final Clock clock;

    RotationActions(KeyStore store, Keys keys, Access access, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.access = access;
        this.clock = clock;
    }

    void register(Map<String, Action> actions) {
        actions.put("RotateKeyOnDemand", this::rotate);
        actions.put("GetKeyRotationStatus", this::status);
        actions.put("ListKeyRotations", this::list);
        actions.put("EnableKeyRotation", this::refuse);
        actions.put("DisableKeyRotation", this::refuse);
    }

    private ObjectNode rotate(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        store.change(key.id(), now -> {
            now.requireUsable(keys.arn(now));
            if (now.materials().size() > MAX_ROTATIONS) {
                throw new KmsException(KmsError.LIMIT_EXCEEDED, "A key can be rotated 25 times on demand.");
            }
            return now.rotated(clock.instant());
        });
        return Answers.object().put("KeyId", keys.arn(key));
    }

    private ObjectNode status(Call call) {
        var key = keys.require(call);
        access.require(call, key);
        return Answers.object().put("KeyId", keys.arn(key)).put("KeyRotationEnabled", false);
    }

    private ObjectNode list(Call call) {
        KmsKey key = keys.require(call);
        access.require(call, key);
        var rotations = key.materials().subList(1, key.materials().size());
        return Answers.page(
                call,
                "Rotations",
                rotations,
                (node, material) -> node.put("KeyId", keys.arn(key))
                        .put("RotationDate", Answers.seconds(material.created()))
                        .put("RotationType", "ON_DEMAND"));
    }

    private ObjectNode refuse(Call call) {
        access.require(call, keys.require(call));
        throw new KmsException(
                KmsError.UNSUPPORTED, "There is no rotation by the calendar here; use RotateKeyOnDemand.");
    }
}
