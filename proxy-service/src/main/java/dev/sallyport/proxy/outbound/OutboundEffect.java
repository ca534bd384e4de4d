package dev.sallyport.proxy.outbound;

import dev.sallyport.proxy.execute.ExecutionLimits;
import dev.sallyport.proxy.execute.Failures;
import dev.sallyport.proxy.execute.OperationResult;
import dev.sallyport.proxy.execute.TokenizedInsert;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneLeft;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.target.PoolClosed;
import dev.sallyport.proxy.target.TargetKey;
import dev.sallyport.service.caller.ApiKeyEntry;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/// Hops 5 to 7: what writes is audited as intended, a connection is found on the lane that the statement may take, and
/// the operation runs there if it is still permitted.
final class OutboundEffect {

    private static final long MOST_ROWS = 1_000_000;
    private static final long MOST_BYTES = 8L * 1024 * 1024;
    private static final long MOST_MILLIS = 60_000;
    private static final Duration LEAST_TIME = Duration.ofMillis(100);

    private final OutboundParts parts;
    private final OutboundAudit audit;
    private final OutboundPermit permit;

    OutboundEffect(OutboundParts parts, OutboundAudit audit, OutboundPermit permit) {
        this.parts = parts;
        this.audit = audit;
        this.permit = permit;
    }

    /// A change that overtakes the call before its effect sends it back to its permission, a few times at most.
    Future<OperationResult> run(OutboundExchange exchange) {
        return intend(exchange)
                .compose(durable -> plainRead(exchange)
                        .map(statement -> onReadLane(exchange, statement))
                        .orElseGet(() -> onLease(exchange)))
                .recover(failure -> failure instanceof PoolClosed && exchange.mayTryAgain()
                        ? permit.ask(exchange).compose(permitted -> run(exchange))
                        : Future.failedFuture(failure));
    }

    /// For whatever writes: durable before the effect.
    private Future<Void> intend(OutboundExchange exchange) {
        boolean writes = exchange.call().operation().filter(Operation::writes).isPresent();
        boolean audited = exchange.intent().isPresent();
        Future<Void> durable = writes && !audited ? audit.intend(exchange) : Future.succeededFuture();
        return durable.onSuccess(done -> exchange.clock.ended("intend"));
    }

    /// The statement, where the guard proved that it only reads, and nothing of the session's state.
    private static Optional<SqlStatement> plainRead(OutboundExchange exchange) {
        return exchange.ruling().filter(Ruling::plainRead).isPresent()
                        && exchange.call().operation().orElseThrow() instanceof Operation.Query query
                ? Optional.of(query.statement())
                : Optional.empty();
    }

    private Future<OperationResult> onLease(OutboundExchange exchange) {
        return lease(exchange)
                .compose(lease -> confirm(exchange, lease)
                        .onFailure(changed -> lease.onLoop(lease::giveBack))
                        .compose(confirmed -> execute(exchange, lease)));
    }

    /// A read that the lane does not answer has had no effect and runs on a lease instead.
    private Future<OperationResult> onReadLane(OutboundExchange exchange, SqlStatement statement) {
        return track(exchange, statement)
                .compose(track -> confirm(exchange, track).compose(confirmed -> read(exchange, statement, track)))
                .recover(failure -> {
                    if (failure instanceof LaneLeft || failure instanceof PoolClosed) {
                        exchange.hasNotRun();
                    }
                    return failure instanceof LaneLeft ? onLease(exchange) : Future.failedFuture(failure);
                });
    }

    /// A live connection; the credential is unsealed only when its pool opens.
    private Future<Lease> lease(OutboundExchange exchange) {
        Grant.Integration grant = exchange.grant();
        return parts.pools()
                .lease(parts.opener().key(grant), () -> parts.opener().open(grant))
                .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure)))
                .onSuccess(lease -> exchange.clock.ended("lease"));
    }

    private Future<LaneTrack> track(OutboundExchange exchange, SqlStatement statement) {
        Grant.Integration grant = exchange.grant();
        return parts.pools()
                .readLane(parts.opener().key(grant), () -> parts.opener().open(grant))
                .compose(lane -> lane.track(statement.sql()))
                .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure)))
                .onSuccess(track -> exchange.clock.ended("lane"));
    }

    /// A call can wait for a connection; what was revoked meanwhile does not run.
    private <T> Future<T> confirm(OutboundExchange exchange, T connection) {
        return Future.all(
                        parts.grants().integration(exchange.grant().id()),
                        parts.keys().find(exchange.keyId()))
                .map(now -> {
                    Optional<Grant.Integration> grant = now.resultAt(0);
                    Optional<ApiKeyEntry> key = now.resultAt(1);
                    if (key.isEmpty()
                            || grant.filter(known -> known == exchange.grant()).isEmpty()) {
                        closeBehind(exchange.grant(), grant);
                        throw new PoolClosed();
                    }
                    return connection;
                });
    }

    /// This call may have opened the pool again behind the change that closed it.
    private void closeBehind(Grant.Integration before, Optional<Grant.Integration> now) {
        TargetKey used = parts.opener().key(before);
        now.map(parts.opener()::key)
                .filter(inForce -> inForce.credential().equals(used.credential()))
                .ifPresentOrElse(
                        inForce -> parts.pools().retire(used.tenant(), used.credential(), inForce.version()),
                        () -> parts.pools().revoke(used.tenant(), used.credential()));
    }

    private Future<OperationResult> execute(OutboundExchange exchange, Lease lease) {
        Operation operation = exchange.call().operation().orElseThrow();
        TokenizedInsert.Context tokens;
        try {
            tokens = TokenColumns.context(exchange.grant(), operation, exchange.required());
        } catch (ProblemException e) {
            lease.onLoop(lease::giveBack);
            return Future.failedFuture(e);
        }
        exchange.startedRunning();
        return parts.executor()
                .run(operation, tokens, lease, limits(exchange))
                .onComplete(done -> exchange.clock.ended("run"));
    }

    private Future<OperationResult> read(OutboundExchange exchange, SqlStatement statement, LaneTrack track) {
        exchange.startedRunning();
        return parts.executor()
                .read(statement, track, limits(exchange))
                .onComplete(done -> exchange.clock.ended("run"));
    }

    /// The integration's limits, which may be less or more than the configured ones, up to what an envelope and the
    /// server's own statement timeout hold, less the time that a first try has taken; the policy can only take rows
    /// away.
    private ExecutionLimits limits(OutboundExchange exchange) {
        Grant.Integration.Limits limits = exchange.grant().limits();
        OutboundConfig config = parts.config();
        long asked = Math.min(limits.maxRows().orElse(config.maxRows()), MOST_ROWS);
        long rows = Math.min(asked, exchange.required().policy().maxRows().orElse(Integer.MAX_VALUE));
        long bytes = Math.min(limits.maxBytes().orElse(config.maxAnswerBytes()), MOST_BYTES);
        long millis = Math.min(
                limits.statementTimeoutMs().orElse(config.statementTimeout().toMillis()), MOST_MILLIS);
        Duration left = Duration.ofMillis(millis).minus(exchange.runningFor());
        return new ExecutionLimits((int) rows, (int) bytes, left.compareTo(LEAST_TIME) < 0 ? LEAST_TIME : left);
    }
}
