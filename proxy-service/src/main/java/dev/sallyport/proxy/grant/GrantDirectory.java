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
/// does not hold
/// and a sequence number below one seen before give `grants_unavailable`. Thread safe; futures complete on any
/// thread.
public final class GrantDirectory {

    private static final Logger LOG = Logger.getLogger(GrantDirectory.class);

    /// How long the answer "there is no such thing" is kept: a made-up id must not cost a request to the vault each
    /// time.
    private static final Duration ABSENT_KEPT = Duration.ofSeconds(10);

    private record Key(GrantKind kind, String id) {}

    private record Entry(Future<Optional<Grant>> grant, long sinceNanos) {}

    private final GrantSource source;
    private final SeqFloor floor;
    private final Function<String, @Nullable VerificationKey> sealerKeys;
    private final StreamState stream;
    private final int maxCached;
    private final ConcurrentHashMap<Key, Entry> cache = new ConcurrentHashMap<>();

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
        return find(GrantKind.API_KEY, id.value()).map(grant -> grant.map(Grant.ApiKey.class::cast));
    }

    public Future<Optional<Grant.Integration>> integration(IntegrationId id) {
        return find(GrantKind.INTEGRATION, id.value()).map(grant -> grant.map(Grant.Integration.class::cast));
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

    /// Forgets one grant; the next use asks the vault.
    void forget(GrantKind kind, String id) {
        cache.remove(new Key(kind, id));
    }

    /// Forgets everything of a tenant: its state is part of every answer.
    void forgetTenant(String tenant) {
        cache.entrySet().removeIf(entry -> {
            Future<Optional<Grant>> grant = entry.getValue().grant();
            boolean known = grant.succeeded() && grant.result().isPresent();
            return !known || grant.result().orElseThrow().tenant().value().equals(tenant);
        });
    }

    /// Forgets everything, because changes may have been missed.
    void forgetAll() {
        cache.clear();
    }

    /// Every cached grant of integrations, for who must act on a change of a credential.
    void forgetIntegrationsWith(String credentialId) {
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
        makeRoom();
        return cache.computeIfAbsent(key, this::load).grant();
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
        boolean absent = entry.grant().result().isEmpty();
        if (absent && System.nanoTime() - entry.sinceNanos() > ABSENT_KEPT.toNanos()) {
            return false;
        }
        return stream.mayServeCached();
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
        Grant grant = GrantReader.read(key.kind(), signed.grant(), signed.record());
        if (!idOf(grant).equals(key.id())) {
            return Future.failedFuture(new SecurityException("grant is another one's"));
        }
        return floor.raise(key.kind(), key.id(), grant.issuedSeq()).map(current -> {
            if (!current) {
                throw new SecurityException("grant is older than one seen before");
            }
            return signed.state().equals("active") && GrantReader.isActive(signed.grant())
                    ? Optional.of(grant)
                    : Optional.empty();
        });
    }

    private static String idOf(Grant grant) {
        return switch (grant) {
            case Grant.ApiKey key -> key.id().value();
            case Grant.Integration integration -> integration.id().value();
            case Grant.Tenant tenant -> tenant.tenant().value();
        };
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
