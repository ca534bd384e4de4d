package dev.sallyport.proxy.key;

import dev.sallyport.crypto.id.SigningKeyId;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.crypto.keys.InvalidDelegationException;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.crypto.secret.Secret;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The keys of this replica, opened: one identity key, the response signing key in force, the pinned keys of the
/// vault. Immutable.
public final class ProxyKeys {

    private static final Logger LOG = Logger.getLogger(ProxyKeys.class);

    private final SigningKey identity;
    private final List<Response> responses;
    private final Map<String, VerificationKey> sealers;
    private final VerificationKey root;
    private final Clock clock;
    private final List<Delegation> delegations;

    private record Response(SigningKey key, long notBefore, long notAfter) {}

    private ProxyKeys(
            SigningKey identity,
            List<Response> responses,
            Map<String, VerificationKey> sealers,
            VerificationKey root,
            Clock clock,
            List<Delegation> delegations) {
        this.identity = identity;
        this.responses = List.copyOf(responses);
        this.sealers = Map.copyOf(sealers);
        this.root = root;
        this.clock = clock;
        this.delegations = List.copyOf(delegations);
    }

    /// Opens stored keys with the KMS; blocking. A response key whose delegation the root key did not sign is left
    /// out.
    static ProxyKeys open(
            PostQuantum postQuantum,
            DataKeyOpener kms,
            List<OwnKeyStore.Own> own,
            List<OwnKeyStore.Trusted> trusted,
            Clock clock) {
        Map<String, VerificationKey> sealers = new HashMap<>();
        Optional<VerificationKey> root = Optional.empty();
        for (OwnKeyStore.Trusted key : trusted) {
            VerificationKey opened =
                    postQuantum.verificationKey(key.key().id(), key.key().publicKey());
            if (key.purpose().equals("root")) {
                root = Optional.of(opened);
            } else {
                sealers.put(key.key().id().value(), opened);
            }
        }
        VerificationKey pinnedRoot = root.orElseThrow(() -> new IllegalStateException("no root key was imported"));
        Optional<SigningKey> identity = own.stream()
                .filter(key -> key.purpose().equals("identity"))
                .findFirst()
                .map(key -> opened(postQuantum, kms, key));
        List<Response> responses = own.stream()
                .filter(key -> key.purpose().equals("response") && isDelegated(postQuantum, pinnedRoot, key.key()))
                .map(key -> new Response(
                        opened(postQuantum, kms, key),
                        key.key().notBefore(),
                        key.key().notAfter()))
                .toList();
        List<Delegation> delegations = own.stream()
                .filter(key -> key.purpose().equals("response") && isDelegated(postQuantum, pinnedRoot, key.key()))
                .map(key -> delegation(key.key()))
                .toList();
        return new ProxyKeys(
                identity.orElseThrow(() -> new IllegalStateException("no identity key was imported")),
                responses,
                sealers,
                pinnedRoot,
                clock,
                delegations);
    }

    private static SigningKey opened(PostQuantum postQuantum, DataKeyOpener kms, OwnKeyStore.Own own) {
        SigningKeyId id = own.key().id();
        KmsKeyRef kmsKey = own.kmsKey();
        try (Secret seed = kms.open(kmsKey, own.key().wrappedSeed(), EncryptionContext.signingKey(id))) {
            SigningKey key = postQuantum.signingKey(id, seed);
            if (!Arrays.equals(key.publicKeyBytes(), own.key().publicKey())) {
                throw new IllegalStateException("seed of " + id + " belongs to another public key");
            }
            return key;
        }
    }

    private static Delegation delegation(KeyFile.OwnKey key) {
        return new Delegation(key.id(), key.publicKey(), key.notBefore(), key.notAfter(), key.delegation());
    }

    private static boolean isDelegated(PostQuantum postQuantum, VerificationKey root, KeyFile.OwnKey key) {
        try {
            delegation(key).trust(postQuantum, root);
            return true;
        } catch (InvalidDelegationException e) {
            LOG.errorf("event=delegation_refused key_id=%s", key.id());
            return false;
        }
    }

    /// Signs tenants' public unsealing keys.
    public SigningKey identity() {
        return identity;
    }

    /// The response signing key that is in force now and for the longest time.
    ///
    /// @throws IllegalStateException where none is in force
    public SigningKey response() {
        long now = clock.millis();
        return responses.stream()
                .filter(key -> key.notBefore() <= now && now <= key.notAfter())
                .max(java.util.Comparator.comparingLong(Response::notAfter))
                .map(Response::key)
                .orElseThrow(() -> new IllegalStateException("no response signing key is in force"));
    }

    /// The root key's word for every response signing key that this proxy has, also those that are not in force any
    /// more.
    public List<Delegation> delegations() {
        return delegations;
    }

    /// A pinned key of the vault, or null.
    public @Nullable VerificationKey sealer(String keyId) {
        return sealers.get(keyId);
    }

    public VerificationKey root() {
        return root;
    }
}
