package dev.sallyport.proxy.grant;

import static dev.sallyport.service.problem.ProblemCode.GRANTS_UNAVAILABLE;

import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.InvalidIdException;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.crypto.keys.GrantSignature;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Grants by id: from the cache while the change stream vouches for it, else from the vault, one request per id at
/// a time.
///
/// An unknown, revoked, locked, deleted or expired id gives nothing. A vault that does not answer, a signature that
/// does not hold and a sequence number below one seen before give `grants_unavailable`. Thread safe; futures complete
/// on any thread.
public final class GrantDirectory {

    private static final Logger LOG = Logger.getLogger(GrantDirectory.class);

    /// How long the answer "there is no such thing" is kept: a made-up id must not cost a request to the vault each
    /// time.
    private static final Duration ABSENT_KEPT = Duration.ofSeconds(10);

    private static final int MOST_ABSENT = 10_000;

    private record Key(GrantKind kind, String id) {}

    private record Entry(Future<Optional<Grant>> grant, long sinceNanos) {

        /// Without what loading has left in the future: the bytes that were signed.
        Entry settled(Optional<Grant> found) {
            return new Entry(Future.succeededFuture(found), sinceNanos);
        }
    }

    private final GrantSource source;
    private final SeqFloor floor;
    private final Function<String, @Nullable VerificationKey> sealerKeys;
    private final StreamState stream;
    private final int maxCached;
    private final ConcurrentHashMap<Key, Entry> cache = new ConcurrentHashMap<>();

    /// Kept apart and bounded, so that made-up ids push no grant out.
    private final ConcurrentHashMap<Key, Long> absent = new ConcurrentHashMap<>();

    /// @param sealerKeys the pinned keys of the vault by id, null where none is pinned
    GrantDirectory(
            GrantSource source,
            SeqFloor floor,
            Function<String, @Nullable VerificationKey> sealerKeys,
            StreamState stream,
            int maxCached) {
        this.source = source;
        this.floor = floor;
        this.sealerKeys = sealerKeys;
        this.stream = stream;
        this.maxCached = maxCached;
    }

    public Future<Optional<Grant.ApiKey>> apiKey(ApiKeyId id) {
        return ofActiveTenant(find(GrantKind.API_KEY, id.value())).map(grant -> grant.map(Grant.ApiKey.class::cast));
    }

    public Future<Optional<Grant.Integration>> integration(IntegrationId id) {
        return ofActiveTenant(find(GrantKind.INTEGRATION, id.value()))
                .map(grant -> grant.map(Grant.Integration.class::cast));
    }

    public Future<Optional<Grant.Tenant>> tenant(TenantId id) {
        return find(GrantKind.TENANT, id.value()).map(grant -> grant.map(Grant.Tenant.class::cast));
    }

    /// The integrations that are in use here now.
    public List<Grant.Integration> cachedIntegrations() {
        return cache.values().stream()
                .map(Entry::grant)
                .filter(Future::succeeded)
                .flatMap(grant -> grant.result().stream())
                .filter(Grant.Integration.class::isInstance)
                .map(Grant.Integration.class::cast)
                .toList();
    }

    /// That a credential's time is over stands in the signed bytes too, so that the caller can be told.
    private static boolean isUsable(GrantKind kind, String state) {
        return state.equals("active") || (kind == GrantKind.INTEGRATION && state.equals("expired"));
    }

    /// A lockdown is one signed grant, the tenant's, so every other one counts only together with it.
    private Future<Optional<Grant>> ofActiveTenant(Future<Optional<Grant>> found) {
        return found.compose(grant -> grant.isEmpty()
                ? found
                : tenant(grant.get().tenant()).map(tenant -> tenant.isEmpty() ? Optional.empty() : grant));
    }

    /// Notes that a grant of this number was written, whether anybody asks for it or not: an older one that is put back
    /// afterwards is refused. Durable when complete.
    Future<Void> supersede(GrantKind kind, String id, long issuedSeq) {
        return floor.raise(kind, id, issuedSeq).mapEmpty();
    }

    /// Forgets one grant; the next use asks the vault.
    void forget(GrantKind kind, String id) {
        absent.remove(new Key(kind, id));
        cache.remove(new Key(kind, id));
    }

    /// Forgets this very load of a key's grant, and no newer one.
    public void forget(Grant.ApiKey grant) {
        cache.computeIfPresent(
                new Key(GrantKind.API_KEY, grant.id().value()),
                (key, entry) ->
                        entry.grant().succeeded() && entry.grant().result().orElse(null) == grant ? null : entry);
    }

    /// Forgets everything of a tenant: its state is part of every answer.
    void forgetTenant(String tenant) {
        absent.clear();
        cache.entrySet().removeIf(entry -> {
            Future<Optional<Grant>> grant = entry.getValue().grant();
            boolean known = grant.succeeded() && grant.result().isPresent();
            return !known || grant.result().orElseThrow().tenant().value().equals(tenant);
        });
    }

    /// Forgets everything, because changes may have been missed.
    void forgetAll() {
        absent.clear();
        cache.clear();
    }

    /// Every cached grant of integrations, for who must act on a change of a credential.
    void forgetIntegrationsWith(String credentialId) {
        absent.clear();
        cache.entrySet().removeIf(entry -> {
            Future<Optional<Grant>> grant = entry.getValue().grant();
            return entry.getKey().kind() == GrantKind.INTEGRATION
                    && (!grant.succeeded()
                            || !(grant.result().orElse(null) instanceof Grant.Integration integration)
                            || integration.credential().value().equals(credentialId));
        });
    }

    /// Forgets the integrations of a tenant.
    void forgetIntegrationsOf(String tenantId) {
        absent.clear();
        cache.entrySet().removeIf(entry -> {
            Future<Optional<Grant>> grant = entry.getValue().grant();
            return entry.getKey().kind() == GrantKind.INTEGRATION
                    && (!grant.succeeded()
                            || grant.result()
                                    .filter(known -> !known.tenant().value().equals(tenantId))
                                    .isEmpty());
        });
    }

    private Future<Optional<Grant>> find(GrantKind kind, String id) {
        Key key = new Key(kind, id);
        Entry known = cache.get(key);
        if (known != null && isUsable(known)) {
            return known.grant();
        }
        if (known != null) {
            cache.remove(key, known);
        }
        if (isAbsent(key)) {
            return Future.succeededFuture(Optional.empty());
        }
        makeRoom();
        Entry entry = cache.computeIfAbsent(key, this::load);
        entry.grant().onSuccess(found -> {
            if (found.isPresent()) {
                cache.replace(key, entry, entry.settled(found));
            } else if (cache.remove(key, entry)) {
                noteAbsent(key, entry.sinceNanos());
            }
        });
        return entry.grant();
    }

    private boolean isAbsent(Key key) {
        Long since = absent.get(key);
        if (since == null) {
            return false;
        }
        if (System.nanoTime() - since <= ABSENT_KEPT.toNanos() && stream.mayServeCached()) {
            return true;
        }
        absent.remove(key, since);
        return false;
    }

    private void noteAbsent(Key key, long sinceNanos) {
        if (absent.size() >= MOST_ABSENT) {
            absent.clear();
        }
        absent.put(key, sinceNanos);
    }

    private void makeRoom() {
        if (cache.size() >= maxCached) {
            cache.keySet().stream().limit(1 + maxCached / 64).toList().forEach(cache::remove);
        }
    }

    private boolean isUsable(Entry entry) {
        if (!entry.grant().isComplete()) {
            return true;
        }
        if (!entry.grant().succeeded()) {
            return false;
        }
        return entry.grant().result().isPresent() && stream.mayServeCached();
    }

    private Entry load(Key key) {
        Future<Optional<Grant>> grant = source.fetch(key.kind(), key.id())
                .compose(signed -> signed.isEmpty()
                        ? Future.succeededFuture(Optional.<Grant>empty())
                        : verified(key, signed.orElseThrow()))
                .recover(failure -> Future.failedFuture(unavailable(key, failure)));
        return new Entry(grant, System.nanoTime());
    }

    private Future<Optional<Grant>> verified(Key key, GrantSource.Signed signed) {
        VerificationKey sealer = sealerKeys.apply(signed.sealerKeyId());
        if (sealer == null
                || !GrantSignature.verify(sealer, key.kind().wireName(), signed.grant(), signed.signature())) {
            return Future.failedFuture(new SecurityException("grant signature does not hold"));
        }
        GrantReader.Head head = GrantReader.head(key.kind(), signed.grant());
        if (!head.id().equals(key.id())) {
            return Future.failedFuture(new SecurityException("grant is another one's"));
        }
        return floor.raise(key.kind(), key.id(), head.issuedSeq()).map(current -> {
            if (!current) {
                throw new SecurityException("grant is older than one seen before");
            }
            return head.active() && isUsable(key.kind(), signed.state())
                    ? Optional.of(GrantReader.read(key.kind(), signed.grant(), signed.record()))
                    : Optional.empty();
        });
    }

    private static ProblemException unavailable(Key key, Throwable failure) {
        boolean attack = failure instanceof SecurityException
                || failure instanceof MalformedException
                || failure instanceof InvalidIdException;
        if (attack) {
            LOG.errorf("event=grant_refused kind=%s reason=\"%s\"", key.kind().wireName(), failure.getMessage());
        }
        return new ProblemException(
                GRANTS_UNAVAILABLE,
                GRANTS_UNAVAILABLE.title(),
                "grant not available: " + failure.getClass().getSimpleName(),
                failure);
    }
}
