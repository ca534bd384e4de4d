package dev.sallyport.proxy.blocking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A fixed number of platform threads with one bounded queue. Thread safe.
public final class BlockingPool implements Executor, AutoCloseable {

    private static final int THREADS = 16;
    private static final int QUEUE = 2000;

    private final ThreadPoolExecutor threads;

    public BlockingPool() {
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                Thread.ofPlatform().name("blocking-", 0).daemon(true).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Runs work whose result completes the future on its thread; fails where the queue is full.
    public <T> Future<T> call(Callable<T> work) {
        Promise<T> result = Promise.promise();
        try {
            threads.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Exception e) {
                    result.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.fail(e);
        }
        return result.future();
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
