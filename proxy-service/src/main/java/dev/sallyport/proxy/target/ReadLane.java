package dev.sallyport.proxy.target;

import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.Login;
import dev.sallyport.proxy.wire.StatementShape;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.proxy.wire.WireConnector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The pipelined lane of one target: few connections, many calls in flight on each, statements kept prepared. The
/// connections are
/// read-only by their startup message; only statements that [ReadLanePolicy] proved to be plain reads come here, so
/// nothing is
/// left behind that the next call could see. All state is confined to the event loop.
public final class ReadLane {

    private static final int MOST_PREPARED = 256;
    private static final int MOST_IN_FLIGHT = 64;

    /// One connection with what is prepared on it, least recently used first.
    public static final class Track {

        private final WireConnection connection;
        private final Map<String, Future<StatementShape>> prepared = new LinkedHashMap<>(16, 0.75f, true);
        private long lastUsedNanos = System.nanoTime();

        Track(WireConnection connection) {
            this.connection = connection;
        }

        public WireConnection connection() {
            return connection;
        }

        /// The statement, prepared on this connection now or before.
        public Future<StatementShape> prepare(String sql) {
            Future<StatementShape> known = prepared.get(sql);
            if (known != null && !known.failed()) {
                return known;
            }
            Future<StatementShape> fresh = connection.prepare(sql);
            prepared.put(sql, fresh);
            forgetEldest();
            return fresh;
        }

        private void forgetEldest() {
            if (prepared.size() > MOST_PREPARED) {
                var eldest = prepared.entrySet().iterator();
                Future<StatementShape> shape = eldest.next().getValue();
                eldest.remove();
                shape.onSuccess(connection::forget);
            }
        }
    }

    private final Target target;
    private final TargetConfig config;
    private final WireConnector connector;
    private final PoolCounters counters;
    private final List<Track> tracks = new ArrayList<>();
    private @Nullable Future<Track> opening;
    private boolean closed;

    ReadLane(Target target, TargetConfig config, WireConnector connector, PoolCounters counters) {
        this.target = target;
        this.config = config;
        this.connector = connector;
        this.counters = counters;
    }

    /// The least busy connection; may be called from any thread, completes on the event loop.
    public Future<Track> track() {
        Promise<Track> track = Promise.promise();
        connector.loop().execute(() -> choose().onComplete(track));
        return track.future();
    }

    /// Ends the connection after the limit unless the returned timer is cancelled: other calls are in flight on it,
    /// so a cancel request could strike one of them; theirs fail as lost and can be repeated, being reads.
    public io.netty.util.concurrent.ScheduledFuture<?> endAfter(Track track, java.time.Duration limit) {
        return connector
                .loop()
                .schedule(
                        () -> track.connection.close(new ConnectionLost("read ran past its time")),
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private Future<Track> choose() {
        if (closed) {
            return Future.failedFuture(new PoolClosed());
        }
        tracks.removeIf(track -> !track.connection.isOpen());
        @Nullable Track best = null;
        for (Track track : tracks) {
            if (best == null || track.connection.inFlight() < best.connection.inFlight()) {
                best = track;
            }
        }
        boolean enough = best != null
                && (best.connection.inFlight() < MOST_IN_FLIGHT || tracks.size() >= config.readLaneConnections());
        if (best != null && enough) {
            best.lastUsedNanos = System.nanoTime();
            return Future.succeededFuture(best);
        }
        return open();
    }

    private Future<Track> open() {
        if (opening != null) {
            return opening;
        }
        Map<String, String> settings = new HashMap<>(target.login().settings());
        settings.put("default_transaction_read_only", "on");
        Login login = new Login(
                target.login().user(),
                target.login().database(),
                target.login().password(),
                target.login().channelBindingRequired(),
                settings);
        Future<Track> opened = connector.open(target.endpoint(), login).map(this::add);
        opening = opened;
        opened.onComplete(done -> opening = null);
        return opened;
    }

    private Track add(WireConnection connection) {
        if (closed) {
            connection.close(new PoolClosed());
            throw new PoolClosed();
        }
        counters.connectionOpened();
        Track track = new Track(connection);
        tracks.add(track);
        return track;
    }

    boolean isEmpty() {
        return tracks.isEmpty() && opening == null;
    }

    void sweep(long nowNanos) {
        tracks.removeIf(track -> {
            boolean idle = track.connection.inFlight() == 0
                    && nowNanos - track.lastUsedNanos > config.idleTimeout().toNanos();
            if (idle || !track.connection.isOpen()) {
                counters.connectionClosed();
                track.connection.close(new PoolClosed());
                return true;
            }
            return false;
        });
    }

    void close() {
        closed = true;
        for (Track track : tracks) {
            counters.connectionClosed();
            track.connection.close(new PoolClosed());
        }
        tracks.clear();
    }
}
