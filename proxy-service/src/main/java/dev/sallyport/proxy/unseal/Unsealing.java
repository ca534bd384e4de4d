package dev.sallyport.proxy.unseal;

import dev.sallyport.crypto.id.KemKeyId;
import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.kms.EncryptionContext;
import dev.sallyport.crypto.pq.KemPrivateKey;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.sealed.CredentialPin;
import dev.sallyport.crypto.sealed.SealedCredential;
import dev.sallyport.crypto.sealed.Unsealer;
import dev.sallyport.crypto.sealed.VerificationKeys;
import dev.sallyport.crypto.secret.Secret;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.key.UnsealingKeyStore;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// Opens a record and lends its secret to a function on a thread that may wait for the KMS. Thread safe.
public final class Unsealing {

    private final PostQuantum postQuantum;
    private final DataKeyOpener kms;
    private final Unsealer unsealer;
    private final UnsealingKeyStore keys;
    private final BlockingPool workers;
    private final LongAdder decapsulations = new LongAdder();

    /// @param sealerKeys the pinned keys of the vault
    /// @param workers threads that may block
    public Unsealing(
            PostQuantum postQuantum,
            DataKeyOpener kms,
            VerificationKeys sealerKeys,
            UnsealingKeyStore keys,
            BlockingPool workers) {
        this.postQuantum = postQuantum;
        this.kms = kms;
        this.unsealer = new Unsealer(sealerKeys, kms);
        this.keys = keys;
        this.workers = workers;
    }

    /// How many records were opened: one decapsulation each.
    public long decapsulations() {
        return decapsulations.sum();
    }

    /// What `use` makes of the secret, which is closed behind it.
    <T> Future<T> open(byte[] record, CredentialPin pin, Function<Secret, T> use) {
        SealedCredential sealed;
        try {
            sealed = SealedCredential.parse(record);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return keys.find(pin.tenantId(), sealed.kemKeyIds())
                .compose(seeds -> workers.call(() -> unseal(sealed, pin, seeds, use)));
    }

    private <T> T unseal(
            SealedCredential sealed, CredentialPin pin, List<UnsealingKeyStore.Stored> seeds, Function<Secret, T> use) {
        Map<KemKeyId, KemPrivateKey> opened = new HashMap<>();
        try {
            // The slot that the unsealer will choose: one call of the KMS, not one per slot.
            sealed.kemKeyIds().stream()
                    .flatMap(id -> seeds.stream().filter(seed -> seed.id().equals(id)))
                    .findFirst()
                    .ifPresent(seed -> opened.put(seed.id(), privateKey(seed)));
            decapsulations.increment();
            try (Secret secret = unsealer.unseal(sealed, pin, opened::get)) {
                return use.apply(secret);
            }
        } finally {
            opened.values().forEach(KemPrivateKey::close);
        }
    }

    private KemPrivateKey privateKey(UnsealingKeyStore.Stored stored) {
        EncryptionContext context = EncryptionContext.kemSeed(stored.tenant(), stored.id());
        try (Secret seed = kms.open(stored.kmsKey(), stored.wrappedSeed(), context)) {
            return postQuantum.kemPrivateKey(seed);
        }
    }
}
