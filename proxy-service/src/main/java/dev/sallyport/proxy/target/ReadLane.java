package dev.sallyport.proxy.target;

import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.Login;
import dev.sallyport.proxy.wire.OpenFailure;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.proxy.wire.WireConnector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The pipelined lane of one target: few connections, many calls in flight on each, statements kept prepared. Only
/// statements that the guard proved to be plain reads come here; the connections are read-only by their startup
/// message, and the server ends every statement after [TargetConfig#readLaneTime].
///
/// A call that the lane cannot serve fails with [LaneLeft]. All state is confined to the event loop.
public final class ReadLane {

    /// In flight on one connection before another one is opened, and before the lane is full.
    private static final int BUSY = 64;

    private static final int FULL = 256;
    private static final int LONGEST_TEXT = 16 * 1024;

    /// After a server refused one more connection.
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Target target;
    private final TargetConfig config;
    private final WireConnector connector;
    private final TypeCatalogue types;
    private final PoolCounters counters;
    private final SlowTexts slow = new SlowTexts();
    private final List<LaneTrack> tracks = new ArrayList<>();
    private @Nullable Future<LaneTrack> opening;
    private long restsUntilNanos = System.nanoTime();
    private boolean closed;

    ReadLane(Target target, TargetConfig config, WireConnector connector, TypeCatalogue types, PoolCounters counters) {
        this.target = target;
        this.config = config;
        this.connector = connector;
        this.types = types;
        this.counters = counters;
    }

    /// A connection for this read, the least busy one; may be called from any thread, completes on the event loop.
    /// Fails with [LaneLeft], [PoolClosed] or [OpenFailure].
    public Future<LaneTrack> track(String sql) {
        Promise<LaneTrack> track = Promise.promise();
        connector.loop().execute(() -> choose(sql).onComplete(track));
        return track.future();
    }

    private Future<LaneTrack> choose(String sql) {
        if (closed) {
            return Future.failedFuture(new PoolClosed());
        }
        long now = System.nanoTime();
        if (config.readLaneConnections() < 1 || sql.length() > LONGEST_TEXT || slow.contains(sql, now)) {
            return Future.failedFuture(new LaneLeft(false));
        }
        Optional<LaneTrack> best =
                tracks.stream().filter(LaneTrack::isUsable).min(Comparator.comparingInt(LaneTrack::inFlight));
        boolean more = best.isEmpty() || best.orElseThrow().inFlight() >= BUSY;
        if (more && tracks.size() < config.readLaneConnections() && now - restsUntilNanos >= 0) {
            Future<LaneTrack> opened = open();
            return best.isEmpty() ? opened : Future.succeededFuture(best.orElseThrow());
        }
        return best.filter(track -> track.inFlight() < FULL)
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(new LaneLeft(false)));
    }

    private Future<LaneTrack> open() {
        if (opening != null) {
            return opening;
        }
        Future<LaneTrack> opened = connector
                .open(target.endpoint(), login())
                .map(this::add)
                .recover(failure -> Future.failedFuture(notOpened(failure)));
        opening = opened;
        opened.onComplete(done -> opening = null);
        return opened;
    }

    private Login login() {
        Login own = target.login();
        Map<String, String> settings = new HashMap<>(own.settings());
        long most = Math.min(
                config.readLaneTime().toMillis(), config.statementTimeout().toMillis());
        settings.put("default_transaction_read_only", "on");
        settings.put("statement_timeout", Long.toString(most));
        return new Login(own.user(), own.database(), own.password(), own.channelBindingRequired(), settings);
    }

    /// A server that refuses one connection more still has those of the exclusive lane.
    private Throwable notOpened(Throwable failure) {
        if (closed) {
            return new PoolClosed();
        }
        if (failure instanceof OpenFailure open
                && open.reason() == OpenFailure.Reason.UNREACHABLE
                && !open.sqlState().isEmpty()) {
            restsUntilNanos = System.nanoTime() + REST_NANOS;
            return new LaneLeft(false);
        }
        return failure;
    }

    private LaneTrack add(WireConnection connection) {
        if (closed) {
            connection.close(new PoolClosed());
            throw new PoolClosed();
        }
        counters.connectionOpened();
        LaneTrack track = new LaneTrack(connection, types, connector.loop(), slow, config.readLaneTime());
        tracks.add(track);
        connection.whenClosed().onComplete(ended -> {
            tracks.remove(track);
            counters.connectionClosed();
        });
        return track;
    }

    boolean isEmpty() {
        return tracks.isEmpty() && opening == null;
    }

    /// Closes connections that were not used for a while, and those that take no more calls once they are quiet.
    void sweep(long nowNanos) {
        for (LaneTrack track : List.copyOf(tracks)) {
            boolean spent = !track.isUsable() && track.inFlight() == 0;
            if (spent || track.isIdleSince(nowNanos, config.idleTimeout())) {
                track.close();
            }
        }
    }

    /// Ends all connections at once; calls in flight fail with [PoolClosed], and being reads they can be repeated.
    void close() {
        closed = true;
        List.copyOf(tracks).forEach(LaneTrack::close);
    }
}
