package dev.sallyport.bench.wire;

import dev.sallyport.crypto.codec.JsonValue;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.execute.ExecutionLimits;
import dev.sallyport.proxy.execute.TargetExecutor;
import dev.sallyport.proxy.execute.TokenizedInsert;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.Target;
import dev.sallyport.proxy.target.TargetKey;
import dev.sallyport.proxy.target.TargetPools;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Lookups as the proxy runs them, on one of its two lanes.
final class LaneContender implements Contender {

    private final TargetPools pools;
    private final boolean pipelined;
    private final Supplier<Target> target;
    private final TargetKey key = new TargetKey(TenantId.next(), CredentialId.next(), 1);
    private final TokenizedInsert.Context context =
            new TokenizedInsert.Context(key.tenant(), IntegrationId.next(), key.credential(), Map.of(), List.of());
    private final TargetExecutor executor = new TargetExecutor(
            (unused, lease, insert, limits) -> Future.failedFuture("no tokens here"),
            (unused, lease, statements) -> Future.failedFuture("no tokens here"));

    LaneContender(TargetPools pools, boolean pipelined, Supplier<Target> target) {
        this.pools = pools;
        this.pipelined = pipelined;
        this.target = target;
    }

    @Override
    public String name() {
        return pipelined ? "read lane" : "exclusive lane";
    }

    @Override
    public Future<?> lookup(int id) {
        return run(new SqlStatement(LOOKUP, List.of(new JsonValue.JsonNumber(Integer.toString(id)))));
    }

    @Override
    public Future<?> thousandRows() {
        return run(new SqlStatement(THOUSAND, List.of()));
    }

    private Future<?> run(SqlStatement statement) {
        if (pipelined) {
            return pools.readLane(key, this::open)
                    .compose(lane -> lane.track(statement.sql()))
                    .compose(track -> executor.read(statement, track, ExecutionLimits.DEFAULT));
        }
        return pools.lease(key, this::open)
                .compose(
                        lease -> executor.run(new Operation.Query(statement), context, lease, ExecutionLimits.DEFAULT));
    }

    private Future<Target> open() {
        return Future.succeededFuture(target.get());
    }

    @Override
    public Future<?> insert(int id) {
        return Future.failedFuture("reads only");
    }
}
