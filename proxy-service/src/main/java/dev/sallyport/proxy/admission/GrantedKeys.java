package dev.sallyport.proxy.admission;

import dev.sallyport.crypto.envelope.Recipient;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.grant.GrantDirectory;
import dev.sallyport.proxy.grant.RecipientParts;
import dev.sallyport.proxy.unseal.HmacKeyOpener;
import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.caller.ApiKeyDirectory;
import dev.sallyport.service.caller.ApiKeyEntry;
import dev.sallyport.service.caller.ApiKeyEntry.AcceptedSecret;
import dev.sallyport.service.caller.Scope;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// API keys as the grants name them. What is made of a grant (the gate's entry, the recipient with its unsealed
/// HMAC secret) is made once and kept as long as the directory gives the same grant. Thread safe.
public final class GrantedKeys implements ApiKeyDirectory {

    private static final int MOST_KEPT = 100_000;

    /// Longer than any call: its answer still needs the HMAC secret.
    private static final long GRACE_SECONDS = 120;

    /// What was made of one grant.
    private static final class Kept {

        private final Grant.ApiKey grant;
        private final ApiKeyEntry entry;
        private @Nullable Future<Recipient> recipient;

        Kept(Grant.ApiKey grant) {
            this.grant = grant;
            this.entry = entryOf(grant);
        }
    }

    private final GrantDirectory grants;
    private final HmacKeyOpener hmacKeys;
    private final PostQuantum postQuantum;
    private final ConcurrentHashMap<ApiKeyId, Kept> kept = new ConcurrentHashMap<>();

    public GrantedKeys(GrantDirectory grants, HmacKeyOpener hmacKeys, PostQuantum postQuantum) {
        this.grants = grants;
        this.hmacKeys = hmacKeys;
        this.postQuantum = postQuantum;
    }

    @Override
    public Future<Optional<ApiKeyEntry>> find(ApiKeyId keyId) {
        return keep(keyId).map(found -> found.map(key -> key.entry));
    }

    /// Whom answers to this key's calls are for. One unsealing per load of the key, however many calls ask at once.
    public Future<Recipient> recipient(ApiKeyId keyId) {
        return keep(keyId).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(new ProblemException(ProblemCode.UNAUTHENTICATED));
            }
            Kept key = found.orElseThrow();
            return recipientOf(key).orElseGet(() -> {
                grants.forget(key.grant);
                return recipient(keyId);
            });
        });
    }

    /// Forgets one key and, when calls that use it now have ended, its HMAC secret.
    public void forget(String keyId) {
        forgetWhere(key -> key.grant.id().value().equals(keyId));
    }

    /// Forgets a tenant's keys.
    public void forgetTenant(TenantId tenant) {
        forgetWhere(key -> key.grant.tenant().equals(tenant));
    }

    /// Forgets all keys.
    public void forgetAll() {
        forgetWhere(key -> true);
    }

    private void forgetWhere(Predicate<Kept> which) {
        kept.forEach((id, key) -> {
            if (which.test(key) && kept.remove(id, key)) {
                closeLater(key);
            }
        });
    }

    private static void closeLater(Kept key) {
        synchronized (key) {
            Future<Recipient> recipient = key.recipient;
            if (recipient != null) {
                recipient.onSuccess(whom -> CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS)
                        .execute(() -> whom.hmacKey().close()));
            }
        }
    }

    private Future<Optional<Kept>> keep(ApiKeyId keyId) {
        return grants.apiKey(keyId).map(found -> {
            if (found.isEmpty()) {
                Kept gone = kept.remove(keyId);
                if (gone != null) {
                    closeLater(gone);
                }
                return Optional.empty();
            }
            Grant.ApiKey grant = found.orElseThrow();
            Kept known = kept.get(keyId);
            if (known != null && known.grant == grant) {
                return Optional.of(known);
            }
            if (kept.size() >= MOST_KEPT) {
                forgetAll();
            }
            if (known != null && kept.remove(keyId, known)) {
                closeLater(known);
            }
            return Optional.of(kept.compute(
                    keyId, (id, other) -> other != null && other.grant == grant ? other : new Kept(grant)));
        });
    }

    /// Empty where an earlier one of the same grant used up what a recipient is made of: the grant is to be loaded
    /// again.
    private Optional<Future<Recipient>> recipientOf(Kept key) {
        synchronized (key) {
            Future<Recipient> known = key.recipient;
            if (known != null && !known.failed()) {
                return Optional.of(known);
            }
            return key.grant.parts().find().map(parts -> {
                Future<Recipient> opened = open(key.grant, parts);
                key.recipient = opened;
                opened.onSuccess(recipient -> settle(key, recipient));
                return opened;
            });
        }
    }

    private Future<Recipient> open(Grant.ApiKey grant, RecipientParts.Parts parts) {
        return hmacKeys.open(grant.tenant(), grant.hmacKeyId(), grant.hmacRecordSha512(), parts.hmacRecord())
                .map(hmacKey -> new Recipient(
                        grant.tenant(), grant.kemKeyId(), postQuantum.kemPublicKey(parts.kemPublicKey()), hmacKey));
    }

    /// Keeps the recipient and nothing that it was made of.
    private static void settle(Kept key, Recipient recipient) {
        synchronized (key) {
            key.recipient = Future.succeededFuture(recipient);
            key.grant.parts().release();
        }
    }

    private static ApiKeyEntry entryOf(Grant.ApiKey grant) {
        Set<Scope> scopes = grant.scopes().stream()
                .map(Scope::find)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        return new ApiKeyEntry(
                grant.id(),
                grant.tenant(),
                grant.hashes().stream()
                        .map(hash -> new AcceptedSecret(hash.sha256(), instant(hash.notAfter())))
                        .toList(),
                scopes,
                grant.integrations(),
                grant.operations(),
                grant.allowedIps().map(CidrList::of),
                instant(grant.expiresAt()),
                true);
    }

    private static Optional<Instant> instant(OptionalLong millis) {
        return millis.isPresent() ? Optional.of(Instant.ofEpochMilli(millis.getAsLong())) : Optional.empty();
    }
}
