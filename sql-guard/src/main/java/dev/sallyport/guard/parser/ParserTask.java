package dev.sallyport.guard.parser;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// One piece of work for a parser thread.
///
/// @param work what to do with the thread's instance
/// @param refused the outcome when it could not be done
/// @param deadline as [System#nanoTime] counts
record ParserTask<T>(
        Function<PgQuery, T> work, Function<Parsed.Reason, T> refused, long deadline, CompletableFuture<T> outcome) {

    ParserTask(Function<PgQuery, T> work, Function<Parsed.Reason, T> refused, long deadline) {
        this(work, refused, deadline, new CompletableFuture<>());
    }

    boolean late() {
        return System.nanoTime() - deadline >= 0;
    }

    void refuse(Parsed.Reason reason) {
        outcome.complete(refused.apply(reason));
    }
}
