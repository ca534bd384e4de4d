package dev.sallyport.proxy.target;

import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.WireConnection;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A connection that belongs to one call until it is given back. Use it on the pool's event loop only.
public final class Lease {

    /// How long a server has to obey a cancel request before its connection is closed.
    private static final long CANCEL_GRACE_MS = 1000;

    private final TargetPool pool;
    private final WireConnection connection;
    private boolean returned;
    private boolean cancelled;

    Lease(TargetPool pool, WireConnection connection) {
        this.pool = pool;
        this.connection = connection;
    }

    public WireConnection connection() {
        return connection;
    }

    /// The types of this database as far as they were met.
    public TypeCatalogue types() {
        return pool.types();
    }

    /// Runs on the event loop of the connection.
    public void onLoop(Runnable work) {
        pool.loop().execute(work);
    }

    /// Whether [#cancelAfter] struck.
    public boolean isCancelled() {
        return cancelled;
    }

    /// Cancels on the server what runs at that time, and closes the connection where the server does not obey.
    ///
    /// @return to be cancelled when the work is done
    public ScheduledFuture<?> cancelAfter(Duration limit) {
        return pool.loop().schedule(this::cancelNow, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Cancels at once; for an answer that grew past its limit.
    public void cancelNow() {
        if (returned) {
            return;
        }
        cancelled = true;
        pool.cancel(connection);
        pool.loop()
                .schedule(
                        () -> {
                            if (!returned) {
                                connection.close(new ConnectionLost("statement ran past its time"));
                            }
                        },
                        CANCEL_GRACE_MS,
                        TimeUnit.MILLISECONDS);
    }

    /// Cleans the session and gives the connection back; a session that cannot be cleaned is closed. Giving back
    /// twice is harmless.
    public void giveBack() {
        if (!returned) {
            returned = true;
            pool.takeBack(connection, cancelled);
        }
    }
}
