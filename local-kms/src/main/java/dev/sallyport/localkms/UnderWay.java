package dev.sallyport.localkms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Knows the requests under way, so that an end can wait for them; the JDK's own `stop` waits for idle connections too.
final class UnderWay implements HttpHandler {

    private final HttpHandler handler;
    private final Phaser requests = new Phaser(1);

    UnderWay(HttpHandler handler) {
        this.handler = handler;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (requests.register() < 0) {
            exchange.close();
            return;
        }
        try {
            handler.handle(exchange);
        } finally {
            requests.arriveAndDeregister();
        }
    }

    /// Returns when every request that has begun is answered, or after this time. Later ones get no answer.
    void finish(Duration atMost) {
        int phase = requests.arriveAndDeregister();
        try {
            requests.awaitAdvanceInterruptibly(phase, atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            requests.forceTermination();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
