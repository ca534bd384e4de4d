package dev.sallyport.proxy.target;

import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.ControlStatement;
import dev.sallyport.proxy.wire.WireConnection;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Ends what a call left open and wipes its session, so that nothing of it reaches the next call.
final class CleanSession {

    private CleanSession() {}

    /// Fails where the session could not be cleaned in time: it must not be used again.
    static Future<Void> of(WireConnection connection, EventLoop loop, Duration within) {
        Future<?> ended = connection.transaction() == WireConnection.Transaction.NONE
                ? Future.succeededFuture()
                : connection.control(ControlStatement.ROLLBACK);
        Future<?> discarded = connection.control(ControlStatement.DISCARD_ALL);
        var timer = loop.schedule(
                () -> connection.close(new ConnectionLost("session was not cleaned in time")),
                within.toMillis(),
                TimeUnit.MILLISECONDS);
        return Future.all(ended, discarded)
                .onComplete(done -> timer.cancel(false))
                .map(done -> {
                    if (connection.transaction() != WireConnection.Transaction.NONE) {
                        throw new ConnectionLost("a transaction is still open");
                    }
                    return null;
                });
    }
}
