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
    private final Future<?> besides;

    /// @param soon told that the work begins
    /// @param besides what the caller waits for besides the result
    Sealing(Supplier<T> work, Runnable soon, Future<?> besides) {
        this.work = work;
        this.soon = soon;
        this.besides = besides;
    }

    /// Completes on the context that ordered it where there was one; on the signer's thread while `besides` has not.
    Future<T> result() {
        return result.future();
    }

    /// As [System#nanoTime()] has it.
    long ordered() {
        return ordered;
    }

    /// Does the work; never throws. Whoever waits for something besides has no use for the result yet: it is put
    /// down there and then, which as a rule wakes nobody.
    ///
    /// @return hands the result over, where somebody waits for it alone
    @Nullable
    Runnable make() {
        Future<T> made = made();
        if (caller == null || !besides.isComplete()) {
            made.onComplete(result);
            return null;
        }
        return () -> caller.runOnContext(_ -> made.onComplete(result));
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
