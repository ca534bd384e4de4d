package dev.sallyport.proxy.target;

import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.proxy.wire.WireConnector;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The exclusive lane of one target: every connection serves one call at a time. All state is confined to the event
/// loop.
final class TargetPool {

    private static final long ROOM_MILLIS = 100;

    private record Idle(WireConnection connection, long sinceNanos) {}

    private final Target target;
    private final TargetConfig config;
    private final WireConnector connector;
    private final EventLoop loop;
    private final PoolCounters counters;
    private final TypeCatalogue types = new TypeCatalogue();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<WireConnection> leased = new HashSet<>();
    private final Deque<Promise<Lease>> waiting = new ArrayDeque<>();
    private final ReadLane readLane;
    private int opening;
    private boolean closed;
    private volatile long lastUsedNanos = System.nanoTime();

    TargetPool(Target target, TargetConfig config, WireConnector connector, PoolCounters counters) {
        this.target = target;
        this.config = config;
        this.connector = connector;
        this.loop = connector.loop();
        this.counters = counters;
        this.readLane = new ReadLane(target, config, connector, types, counters);
        counters.poolOpened();
    }

    EventLoop loop() {
        return loop;
    }

    TypeCatalogue types() {
        return types;
    }

    /// A connection for one call; may be called from any thread, completes on the event loop.
    Future<Lease> lease() {
        Promise<Lease> lease = Promise.promise();
        loop.execute(() -> {
            lastUsedNanos = System.nanoTime();
            if (closed) {
                lease.fail(new PoolClosed());
            } else {
                waiting.add(lease);
                serve();
                boundWait(lease);
            }
        });
        return lease.future();
    }

    /// Runs on the lane of plain reads; see [ReadLane].
    ReadLane readLane() {
        lastUsedNanos = System.nanoTime();
        return readLane;
    }

    private void boundWait(Promise<Lease> lease) {
        if (lease.future().isComplete()) {
            return;
        }
        if (waiting.size() > config.maxWaiting()) {
            waiting.remove(lease);
            lease.tryFail(new LeaseTimeout());
            return;
        }
        var timer = loop.schedule(
                () -> {
                    if (waiting.remove(lease)) {
                        lease.tryFail(new LeaseTimeout());
                    }
                },
                config.leaseTimeout().toMillis() + config.connectTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        lease.future().onComplete(settled -> timer.cancel(false));
    }

    /// Gives idle connections to those who wait and opens new ones where there are too few.
    private void serve() {
        while (!waiting.isEmpty()) {
            Idle free = idle.pollLast();
            if (free == null) {
                break;
            }
            if (free.connection().isQuiet()) {
                hand(free.connection());
            }
        }
        while (opening < waiting.size() && opening + leased.size() < config.maxConnections()) {
            open();
        }
    }

    private void hand(WireConnection connection) {
        Promise<Lease> next = waiting.poll();
        if (next == null) {
            idle.addLast(new Idle(connection, System.nanoTime()));
        } else {
            leased.add(connection);
            next.complete(new Lease(this, connection));
        }
    }

    private void open() {
        opening++;
        connector.open(target.endpoint(), target.login()).onComplete(opened -> {
            opening--;
            if (opened.failed() && readLane.makeRoom(opened.cause())) {
                // The server needs a moment to see that they are gone.
                loop.schedule(this::serve, ROOM_MILLIS, TimeUnit.MILLISECONDS);
            } else if (opened.failed()) {
                Promise<Lease> next = waiting.poll();
                if (next != null) {
                    next.fail(opened.cause());
                }
                serve();
            } else if (closed) {
                opened.result().close(new PoolClosed());
            } else {
                counters.connectionOpened();
                hand(opened.result());
            }
        });
    }

    void cancel(WireConnection connection) {
        connector.cancel(target.endpoint(), connection);
    }

    /// Ends what the call left open and wipes the session; only then may the next call have it.
    void takeBack(WireConnection connection, boolean wasCancelled) {
        lastUsedNanos = System.nanoTime();
        // A cancel request may still be on its way and would strike the next call.
        if (closed || wasCancelled || !connection.isQuiet()) {
            drop(connection);
            return;
        }
        CleanSession.of(connection, loop, config.connectTimeout()).onComplete(clean -> {
            leased.remove(connection);
            if (clean.failed() || closed) {
                drop(connection);
            } else {
                hand(connection);
            }
        });
    }

    private void drop(WireConnection connection) {
        leased.remove(connection);
        counters.connectionClosed();
        connection.close(new PoolClosed());
        if (!closed) {
            serve();
        } else if (leased.isEmpty()) {
            target.close();
        }
    }

    /// Closes what was not used for a while; true when the pool itself had no use and is closed.
    boolean sweep(long nowNanos) {
        long limit = config.idleTimeout().toNanos();
        while (!idle.isEmpty() && nowNanos - idle.peekFirst().sinceNanos() > limit) {
            counters.connectionClosed();
            idle.removeFirst().connection().close(new PoolClosed());
        }
        readLane.sweep(nowNanos);
        boolean unused = leased.isEmpty() && waiting.isEmpty() && opening == 0 && idle.isEmpty() && readLane.isEmpty();
        if (unused && nowNanos - lastUsedNanos > limit) {
            close();
            return true;
        }
        return false;
    }

    /// Takes no more calls; idle connections end now, leased ones when they come back or after the drain time.
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        counters.poolClosed();
        waiting.forEach(waiter -> waiter.tryFail(new PoolClosed()));
        waiting.clear();
        for (Idle free : idle) {
            counters.connectionClosed();
            free.connection().close(new PoolClosed());
        }
        idle.clear();
        readLane.close();
        if (leased.isEmpty()) {
            target.close();
        } else {
            loop.schedule(this::closeLeased, config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void closeLeased() {
        Set.copyOf(leased).forEach(connection -> connection.close(new ConnectionLost("pool was closed")));
        target.close();
    }
}
