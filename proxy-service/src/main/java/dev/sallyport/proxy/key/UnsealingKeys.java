package dev.sallyport.proxy.key;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.IdentitySignature;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.kms.KeyWrapper;
import dev.sallyport.crypto.kms.KmsKeyRef;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.SigningKey;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.key.UnsealingKeyStore.Stored;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// Makes tenants' unsealing keys and vouches for them with the identity key. Thread safe.
final class UnsealingKeys {

    /// A public key with the identity key's word for it.
    record Vouched(KemKeyId id, byte[] publicKey, byte[] signature, String identityKeyId) {}

    private final PostQuantum postQuantum;
    private final KeyWrapper kms;
    private final UnsealingKeyStore store;
    private final Function<Callable<Stored>, Future<Stored>> blocking;

    /// @param blocking runs work that waits for the KMS
    UnsealingKeys(
            PostQuantum postQuantum,
            KeyWrapper kms,
            UnsealingKeyStore store,
            Function<Callable<Stored>, Future<Stored>> blocking) {
        this.postQuantum = postQuantum;
        this.kms = kms;
        this.store = store;
        this.blocking = blocking;
    }

    /// The tenant's current key, made now where there is none or another one is wanted.
    Future<Vouched> current(TenantId tenant, KmsKeyRef kmsKey, boolean rotate, SigningKey identity) {
        Future<Optional<Stored>> known = rotate ? Future.succeededFuture(Optional.empty()) : store.current(tenant);
        return known.compose(key -> key.isPresent()
                        ? Future.succeededFuture(key.orElseThrow())
                        : blocking.apply(() -> make(tenant, kmsKey))
                                .compose(made -> store.keep(made, rotate))
                                .compose(kept -> store.current(tenant))
                                .map(Optional::orElseThrow))
                .map(key -> vouch(key, identity));
    }

    private Stored make(TenantId tenant, KmsKeyRef kmsKey) {
        KemKeyId id = KemKeyId.next();
        try (Secret seed = postQuantum.newKemSeed();
                KemPrivateKey key = postQuantum.kemPrivateKey(seed)) {
            byte[] wrapped = kms.wrap(kmsKey, seed, EncryptionContext.kemSeed(tenant, id));
            return new Stored(id, tenant, kmsKey, key.publicKey().toBytes(), wrapped);
        }
    }

    private static Vouched vouch(Stored key, SigningKey identity) {
        byte[] signature = IdentitySignature.sign(identity, key.tenant(), key.id(), key.publicKey());
        return new Vouched(key.id(), key.publicKey(), signature, identity.id().value());
    }
}
