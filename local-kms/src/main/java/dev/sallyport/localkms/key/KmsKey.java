package dev.sallyport.localkms.key;

import dev.sallyport.localkms.error.KmsError;
import dev.sallyport.localkms.error.KmsException;
import dev.sallyport.localkms.policy.Policy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A symmetric encryption key. Immutable: every change is a new object, which the store makes durable before anyone
/// sees it.
///
/// @param deletion when the key is destroyed; set only in the state `PENDING_DELETION`
/// @param materials all generations, the oldest first; the last one encrypts, all of them decrypt
/// @param tags by name, in order
public record KmsKey(
        UUID id,
        Instant created,
        KeyState state,
        @Nullable Instant deletion,
        String description,
        Policy policy,
        List<KeyMaterial> materials,
        List<Grant> grants,
        Map<String, String> tags) {

    public KmsKey {
        materials = List.copyOf(materials);
        grants = List.copyOf(grants);
        tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    public static KmsKey fresh(Instant now, String description, Policy policy, Map<String, String> tags) {
        return new KmsKey(
                UUID.randomUUID(),
                now,
                KeyState.ENABLED,
                null,
                description,
                policy,
                List.of(KeyMaterial.fresh(1, now)),
                List.of(),
                tags);
    }

    /// @param context authenticated with the plaintext, not kept in the ciphertext
    public CiphertextBlob encrypt(byte[] plaintext, Map<String, String> context) {
        var material = materials.getLast();
        var head = CiphertextBlob.Head.fresh(id, material.number());
        return new CiphertextBlob(head, material.encrypt(head, plaintext, CiphertextBlob.contextBytes(context)));
    }

    /// @return the plaintext; the caller wipes it
    /// @throws KmsException `InvalidCiphertextException` when any byte of the blob or of the context is not the one
    ///     that was encrypted
    public byte[] decrypt(CiphertextBlob blob, Map<String, String> context) {
        int number = blob.head().material();
        if (number < 1 || number > materials.size()) {
            throw new KmsException(KmsError.INVALID_CIPHERTEXT, "The ciphertext names no material of this key.");
        }
        return materials.get(number - 1).decrypt(blob.head(), blob.sealed(), CiphertextBlob.contextBytes(context));
    }

    public KmsKey rotated(Instant now) {
        var next = KeyMaterial.fresh(materials.size() + 1, now);
        return with(
                state,
                deletion,
                Stream.concat(materials.stream(), Stream.of(next)).toList());
    }

    public KmsKey inState(KeyState next) {
        return with(next, null, materials);
    }

    public KmsKey deletedAt(Instant when) {
        return with(KeyState.PENDING_DELETION, when, materials);
    }

    public KmsKey withPolicy(Policy next) {
        return new KmsKey(id, created, state, deletion, description, next, materials, grants, tags);
    }

    public KmsKey withDescription(String next) {
        return new KmsKey(id, created, state, deletion, next, policy, materials, grants, tags);
    }

    public KmsKey withGrants(List<Grant> next) {
        return new KmsKey(id, created, state, deletion, description, policy, materials, next, tags);
    }

    public KmsKey withTags(Map<String, String> next) {
        return new KmsKey(id, created, state, deletion, description, policy, materials, grants, next);
    }

    private KmsKey with(KeyState next, @Nullable Instant when, List<KeyMaterial> all) {
        return new KmsKey(id, created, next, when, description, policy, all, grants, tags);
    }

    /// @throws KmsException `DisabledException` or `KMSInvalidStateException` unless the key is enabled
    public void requireUsable(String arn) {
        switch (state) {
            case ENABLED -> {}
            case DISABLED -> throw new KmsException(KmsError.DISABLED, arn + " is disabled.");
            case PENDING_DELETION -> throw new KmsException(KmsError.INVALID_STATE, arn + " is pending deletion.");
        }
    }

    /// @throws KmsException `KMSInvalidStateException` when the key waits for its deletion
    public void requireNotPending(String arn) {
        if (state == KeyState.PENDING_DELETION) {
            throw new KmsException(KmsError.INVALID_STATE, arn + " is pending deletion.");
        }
    }
}
