package dev.sallyport.bench.wire;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/// Waiting for what must come.
final class Futures {

    private Futures() {}

    static <T> T on(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
