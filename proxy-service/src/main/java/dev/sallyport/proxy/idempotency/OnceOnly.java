package dev.sallyport.proxy.idempotency;

import static dev.sallyport.service.problem.ProblemCode.DATABASE_UNAVAILABLE;
import static dev.sallyport.service.problem.ProblemCode.IDEMPOTENCY_CONFLICT;
import static dev.sallyport.service.problem.ProblemCode.IDEMPOTENCY_OUTCOME_UNKNOWN;

import dev.sallyport.proxy.idempotency.CallStore.Known;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/// Decides for each call with an `Idempotency-Key` whether it runs, waits, or gets the kept answer. Thread safe.
public final class OnceOnly {

    private static final long POLL_MS = 50;

    private final Vertx vertx;
    private final CallStore store;
    private final Duration waitFor;

    public OnceOnly(Vertx vertx, CallStore store, Duration waitFor) {
        this.vertx = vertx;
        this.store = store;
        this.waitFor = waitFor;
    }

    /// Nothing where the call is now ours to run, else the kept envelope. Fails with `idempotency_conflict`, or
    /// with `idempotency_outcome_unknown` where the first attempt did not end in time.
    public Future<Optional<byte[]>> begin(IdempotentCall call) {
        long deadline = System.nanoTime() + waitFor.toNanos();
        return store.claim(call).recover(OnceOnly::unavailable).compose(known -> settle(call, known, deadline));
    }

    private Future<Optional<byte[]>> settle(IdempotentCall call, Known known, long deadline) {
        return switch (known) {
            case Known.Claimed() -> Future.succeededFuture(Optional.empty());
            case Known.Answered(byte[] envelope) -> Future.succeededFuture(Optional.of(envelope));
            case Known.Conflict() -> Future.failedFuture(new ProblemException(IDEMPOTENCY_CONFLICT));
            case Known.Running() -> {
                if (System.nanoTime() > deadline) {
                    yield Future.failedFuture(new ProblemException(IDEMPOTENCY_OUTCOME_UNKNOWN));
                }
                yield later().compose(tick -> store.look(call).recover(OnceOnly::unavailable))
                        .compose(again -> settle(call, again, deadline));
            }
        };
    }

    /// Keeps the answer for repeats.
    public Future<Void> finish(IdempotentCall call, byte[] envelope) {
        return store.finish(call, envelope);
    }

    /// For a call that came to nothing before its effect.
    public Future<Void> release(IdempotentCall call) {
        return store.release(call);
    }

    private Future<Void> later() {
        Promise<Void> tick = Promise.promise();
        vertx.setTimer(POLL_MS, id -> tick.complete());
        return tick.future();
    }

    private static Future<Known> unavailable(Throwable failure) {
        return Future.failedFuture(new ProblemException(
                DATABASE_UNAVAILABLE, DATABASE_UNAVAILABLE.title(), "idempotency store: " + failure, failure));
    }
}
