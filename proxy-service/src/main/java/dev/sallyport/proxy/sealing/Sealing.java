package dev.sallyport.proxy.sealing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One piece of work of a signer thread, which makes its result and hands it over at once or a little later.
final class Sealing<T> {

    private final long ordered = System.nanoTime();
    private final @Nullable Context caller = Vertx.currentContext();
    private final Promise<T> result = Promise.promise();
    private final Supplier<T> work;
    private final Runnable soon;

    /// @param soon told when the work begins
    Sealing(Supplier<T> work, Runnable soon) {
        this.work = work;
        this.soon = soon;
    }

    /// Completes on the context that ordered it, where there was one.
    Future<T> result() {
        return result.future();
    }

    /// As [System#nanoTime()] has it.
    long ordered() {
        return ordered;
    }

    /// Does the work; never throws. What the caller does with the result belongs on its own thread.
    ///
    /// @return hands the result over
    Runnable make() {
        Future<T> made = made();
        return () -> {
            if (caller == null) {
                made.onComplete(result);
            } else {
                caller.runOnContext(_ -> made.onComplete(result));
            }
        };
    }

    /// Whatever goes wrong is the caller's: the thread is there for all.
    private Future<T> made() {
        try {
            soon.run();
            return Future.succeededFuture(work.get());
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
    }
}
