package dev.sallyport.quickstart.stack;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Steps that do not wait for one another.
final class Parallel {

    private Parallel() {}

    /// Runs all, waits for all, and throws what the first of them that failed threw.
    @SafeVarargs
    static void run(Callable<?>... steps) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (Callable<?> step : steps) {
                running.add(threads.submit(step));
            }
            for (Future<?> step : running) {
                await(step);
            }
        }
    }

    private static void await(Future<?> step) throws Exception {
        try {
            step.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
