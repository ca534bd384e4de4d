package dev.sallyport.proxy.target;

import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.RowSink;
import dev.sallyport.proxy.wire.StatementShape;
import dev.sallyport.proxy.wire.WireConnection;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of the pipelined lane with what is prepared on it. Many calls share it, so it is never sent a
/// cancel request, which could strike a neighbour: the server itself ends every statement at the lane's limit, and a
/// server that does not is left. Use it on its event loop only.
public final class LaneTrack {

    private static final int MOST_PREPARED = 256;
    private static final int MOST_CHARACTERS = 512 * 1024;

    /// Beyond the lane's limit of time: how long a server may send no answer at all.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final WireConnection connection;
    private final TypeCatalogue types;
    private final EventLoop loop;
    private final SlowTexts slow;
    private final Duration longestStatement;
    private final long patienceNanos;
    private final Map<String, Future<StatementShape>> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;
    private boolean watched;
    private long lastAnswerNanos = System.nanoTime();
    private long lastUsedNanos = lastAnswerNanos;

    LaneTrack(
            WireConnection connection, TypeCatalogue types, EventLoop loop, SlowTexts slow, Duration longestStatement) {
        this.connection = connection;
        this.types = types;
        this.loop = loop;
        this.slow = slow;
        this.longestStatement = longestStatement;
        this.patienceNanos = longestStatement.plus(GRACE).toNanos();
    }

    /// The types of this database as far as they were met.
    public TypeCatalogue types() {
        return types;
    }

    /// Runs on the event loop of the connection.
    public void onLoop(Runnable work) {
        loop.execute(work);
    }

    /// Runs on the event loop after a while, unless it is cancelled.
    public ScheduledFuture<?> after(Duration delay, Runnable work) {
        return loop.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The statement, prepared on this connection now or before.
    public Future<StatementShape> prepare(String sql) {
        Future<StatementShape> known = prepared.get(sql);
        if (known != null && !known.failed()) {
            return known;
        }
        forget(sql);
        Future<StatementShape> fresh = answered(connection.prepare(sql));
        prepared.put(sql, fresh);
        characters += sql.length();
        while (prepared.size() > 1 && (prepared.size() > MOST_PREPARED || characters > MOST_CHARACTERS)) {
            forget(prepared.keySet().iterator().next());
        }
        return fresh;
    }

    /// Runs a prepared statement; see [WireConnection#run].
    public Future<Completion> run(
            StatementShape statement, List<byte @Nullable []> parameters, int maxRows, int longestRow, RowSink sink) {
        return answered(connection.run(statement, parameters, maxRows, longestRow, sink));
    }

    /// How long a read may wait for its first row before it is better off on the exclusive lane: its neighbours may
    /// take the lane's limit of time each.
    public Duration patience() {
        return longestStatement.multipliedBy(2);
    }

    /// The statement left the lane: what is prepared of it may be stale, and a slow one stays away for a while.
    public void left(String sql, LaneLeft why) {
        forget(sql);
        if (why.slow()) {
            slow.add(sql, System.nanoTime());
        }
    }

    int inFlight() {
        return connection.inFlight();
    }

    int prepared() {
        return prepared.size();
    }

    /// Whether calls may be sent on it: what plain reads leave behind is nothing, and a session that says otherwise
    /// takes no more of them.
    public boolean isUsable() {
        return connection.isOpen()
                && connection.transaction() == WireConnection.Transaction.NONE
                && !connection.settingsChanged();
    }

    boolean isIdleSince(long nowNanos, Duration limit) {
        return connection.inFlight() == 0 && nowNanos - lastUsedNanos > limit.toNanos();
    }

    void close() {
        close(new PoolClosed());
    }

    void close(RuntimeException cause) {
        connection.close(cause);
    }

    private void forget(String sql) {
        Future<StatementShape> shape = prepared.remove(sql);
        if (shape != null) {
            characters -= sql.length();
            shape.onSuccess(connection::forget);
        }
    }

    private <T> Future<T> answered(Future<T> request) {
        lastUsedNanos = System.nanoTime();
        if (connection.inFlight() == 1) {
            lastAnswerNanos = lastUsedNanos;
        }
        watch();
        return request.onComplete(done -> lastAnswerNanos = System.nanoTime());
    }

    private void watch() {
        if (!watched) {
            watched = true;
            loop.schedule(this::look, patienceNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        watched = false;
        if (connection.inFlight() == 0) {
            return;
        }
        if (System.nanoTime() - lastAnswerNanos >= patienceNanos) {
            connection.close(new ConnectionLost("server stopped answering reads"));
        } else {
            watch();
        }
    }
}
