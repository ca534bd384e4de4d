package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.proxy.target.LaneTrack;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.value.AnswerTooLarge;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Runs an operation on a leased connection within its limits and gives the connection back whatever happens.
public final class TargetExecutor {

    private static final String UNKNOWN_OUTCOME = "08007";

    private final TokenizedInsert tokenizedInsert;
    private final TokenizedParameters tokenizedParameters;
    private final Set<Lease> running = ConcurrentHashMap.newKeySet();

    public TargetExecutor(TokenizedInsert tokenizedInsert, TokenizedParameters tokenizedParameters) {
        this.tokenizedInsert = tokenizedInsert;
        this.tokenizedParameters = tokenizedParameters;
    }

    /// The result; fails with a problem for everything that the caller of the API is
    /// answered, and with other exceptions for faults. May be called from any thread, completes on the lease's
    /// event loop.
    public Future<OperationResult> run(
            Operation operation, TokenizedInsert.Context context, Lease lease, ExecutionLimits limits) {
        Promise<OperationResult> result = Promise.promise();
        running.add(lease);
        lease.onLoop(() -> {
            var timer = lease.cancelAfter(limits.statementTimeout());
            Future.succeededFuture()
                    .compose(start -> dispatch(operation, context, lease, limits))
                    .recover(failure -> {
                        if (failure instanceof AnswerTooLarge) {
                            lease.cancelNow();
                        }
                        return Future.failedFuture(Failures.whileRunning(failure, lease));
                    })
                    .onComplete(done -> {
                        timer.cancel(false);
                        running.remove(lease);
                        lease.giveBack();
                        result.handle(done);
                    });
        });
        return result.future();
    }

    /// The result of a plain read on the pipelined lane; fails as [#run] does, or with `LaneLeft` where the read must
    /// run on a lease, or with `PoolClosed`. May be called from any thread, completes on the lane's event loop.
    public Future<OperationResult> read(SqlStatement statement, LaneTrack track, ExecutionLimits limits) {
        Promise<OperationResult> result = Promise.promise();
        track.onLoop(() -> new LaneRun(track, statement, limits).run().onComplete(result));
        return result.future();
    }

    /// Cancels on the servers whatever runs now; each of those calls is answered like one that ran past its limit, and
    /// what it had begun is rolled back.
    public void cancelAll() {
        running.forEach(lease -> lease.onLoop(lease::cancelNow));
    }

    private Future<OperationResult> dispatch(
            Operation operation, TokenizedInsert.Context context, Lease lease, ExecutionLimits limits) {
        return switch (operation) {
            case Operation.Query query -> new QueryRun(lease, query.statement(), limits).run();
            case Operation.Execute _ ->
                tokenized(
                        operation,
                        context,
                        lease,
                        replaced -> new WriteRun(lease, limits, replaced.tokens())
                                .execute(replaced.statements().getFirst()));
            case Operation.Transaction transaction ->
                tokenized(
                        operation,
                        context,
                        lease,
                        replaced -> new WriteRun(lease, limits, replaced.tokens())
                                .transaction(transaction.with(replaced.statements())));
            case Operation.TokenizeAndInsert insert -> tokenizedInsert.run(context, lease, insert, limits);
        };
    }

    /// Tokens stand and fall with the transaction that writes them. One whose outcome is unknown
    /// leaves them pending.
    private Future<OperationResult> tokenized(
            Operation operation,
            TokenizedInsert.Context context,
            Lease lease,
            Function<TokenizedParameters.Replaced, Future<OperationResult>> run) {
        List<SqlStatement> statements = operation.statements();
        if (!context.replacesParameters()) {
            return run.apply(new TokenizedParameters.Replaced(statements, TokenizedParameters.Tokens.NONE));
        }
        return tokenizedParameters
                .replace(context, lease, statements)
                .compose(replaced -> run.apply(replaced)
                        .compose(
                                result -> replaced.tokens().committed().map(active -> result),
                                failure -> isUnknown(failure)
                                        ? Future.failedFuture(failure)
                                        : replaced.tokens().undone().compose(gone -> Future.failedFuture(failure))));
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof ProblemException problem
                && UNKNOWN_OUTCOME.equals(problem.details().get("sqlstate"));
    }
}
