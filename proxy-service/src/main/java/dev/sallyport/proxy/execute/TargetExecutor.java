package dev.sallyport.proxy.execute;

import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.value.AnswerTooLarge;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Runs an operation on a leased connection within its limits and gives the connection back whatever happens.
public final class TargetExecutor {

    private final TokenizedInsert tokenizedInsert;
    private final Set<Lease> running = ConcurrentHashMap.newKeySet();

    public TargetExecutor(TokenizedInsert tokenizedInsert) {
        this.tokenizedInsert = tokenizedInsert;
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

    /// Cancels on the servers whatever runs now; each of those calls is answered like one that ran past its limit, and
    /// what it had begun is rolled back.
    public void cancelAll() {
        running.forEach(lease -> lease.onLoop(lease::cancelNow));
    }

    private Future<OperationResult> dispatch(
            Operation operation, TokenizedInsert.Context context, Lease lease, ExecutionLimits limits) {
        return switch (operation) {
            case Operation.Query query -> new QueryRun(lease, query.statement(), limits).run();
            case Operation.Execute execute -> new WriteRun(lease, limits).execute(execute.statement());
            case Operation.Transaction transaction -> new WriteRun(lease, limits).transaction(transaction);
            case Operation.TokenizeAndInsert insert -> tokenizedInsert.run(context, lease, insert, limits);
        };
    }
}
