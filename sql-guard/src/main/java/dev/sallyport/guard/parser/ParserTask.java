package dev.sallyport.guard.parser;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// One piece of work for a parser thread.
///
/// @param work what to do with the thread's instance
/// @param refused the outcome when it could not be done
/// @param then what the caller makes of the outcome; a fault of it is the caller's, not the parser's
/// @param deadline as [System#nanoTime] counts
record ParserTask<T, R>(
        Function<PgQuery, T> work,
        Function<Parsed.Reason, T> refused,
        Function<T, R> then,
        long deadline,
        CompletableFuture<R> result) {

    ParserTask(Function<PgQuery, T> work, Function<Parsed.Reason, T> refused, Function<T, R> then, long deadline) {
        this(work, refused, then, deadline, new CompletableFuture<>());
    }

    boolean late() {
        return System.nanoTime() - deadline >= 0;
    }

    void refuse(Parsed.Reason reason) {
        finish(refused.apply(reason));
    }

    void finish(T outcome) {
        try {
            result.complete(then.apply(outcome));
        } catch (RuntimeException | Error fault) {
            result.completeExceptionally(fault);
        }
    }
}
