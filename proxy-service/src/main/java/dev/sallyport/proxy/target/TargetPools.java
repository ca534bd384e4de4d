package dev.sallyport.proxy.target;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.wire.WireConnector;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// All pools of this process. Thread safe.
public final class TargetPools {

    /// A failed opening answers for this long, so that a broken credential does not become a stream of KMS calls.
    private static final Duration FAILURE_KEPT = Duration.ofMillis(500);

    private final EventLoopGroup loops;
    private final Executor workers;
    private final TargetConfig config;
    private final PoolCounters counters;
    private final Consumer<CredentialId> used;
    private final ConcurrentHashMap<TargetKey, Future<TargetPool>> pools = new ConcurrentHashMap<>();

    /// @param workers for the key derivation of logins
    /// @param used told of each credential that serves a call; must not block
    public TargetPools(
            EventLoopGroup loops,
            Executor workers,
            TargetConfig config,
            PoolCounters counters,
            Consumer<CredentialId> used) {
        this.loops = loops;
        this.workers = workers;
        this.config = config;
        this.counters = counters;
        this.used = used;
    }

    /// A connection to the target; `open` unseals its credential and is called once per pool, however many ask at
    /// once.
    public Future<Lease> lease(TargetKey key, Supplier<Future<Target>> open) {
        return withPool(key, open, TargetPool::lease);
    }

    /// The pipelined lane of the target.
    public Future<ReadLane> readLane(TargetKey key, Supplier<Future<Target>> open) {
        return withPool(key, open, pool -> Future.succeededFuture(pool.readLane()));
    }

    private <T> Future<T> withPool(
            TargetKey key, Supplier<Future<Target>> open, java.util.function.Function<TargetPool, Future<T>> use) {
        return pool(key, open).compose(pool -> {
            used.accept(key.credential());
            return use.apply(pool);
        });
    }

    private Future<TargetPool> pool(TargetKey key, Supplier<Future<Target>> open) {
        return pools.computeIfAbsent(key, k -> opened(k, open));
    }

    private Future<TargetPool> opened(TargetKey key, Supplier<Future<Target>> open) {
        WireConnector connector = new WireConnector(loops.next(), workers, config.connectTimeout());
        Future<TargetPool> pool = open.get().map(target -> new TargetPool(target, config, connector, counters));
        // Behind computeIfAbsent: a future that is complete already would run this inside it.
        connector
                .loop()
                .execute(() -> pool.onFailure(failure -> connector
                        .loop()
                        .schedule(() -> pools.remove(key, pool), FAILURE_KEPT.toMillis(), TimeUnit.MILLISECONDS)));
        return pool;
    }

    /// Closes pools that were not used for a while and idle connections of the others; called every few seconds.
    public void sweep() {
        long now = System.nanoTime();
        pools.forEach((key, opened) -> opened.onSuccess(pool -> pool.loop().execute(() -> {
            if (pool.sweep(now)) {
                pools.remove(key, opened);
            }
        })));
    }

    /// Closes every pool of a credential except those of the version in force.
    public void retire(TenantId tenant, CredentialId credential, long versionInForce) {
        closeWhere(key ->
                key.tenant().equals(tenant) && key.credential().equals(credential) && key.version() != versionInForce);
    }

    /// Closes every pool of a credential.
    public void revoke(TenantId tenant, CredentialId credential) {
        closeWhere(key -> key.tenant().equals(tenant) && key.credential().equals(credential));
    }

    /// Closes every pool of a tenant.
    public void revoke(TenantId tenant) {
        closeWhere(key -> key.tenant().equals(tenant));
    }

    /// Closes all pools; running statements have the drain time.
    public void close() {
        closeWhere(key -> true);
    }

    /// Pools that are open or opening.
    public int size() {
        return pools.size();
    }

    private void closeWhere(Predicate<TargetKey> which) {
        pools.forEach((key, opened) -> {
            if (which.test(key) && pools.remove(key, opened)) {
                opened.onSuccess(pool -> pool.loop().execute(pool::close));
            }
        });
    }
}
