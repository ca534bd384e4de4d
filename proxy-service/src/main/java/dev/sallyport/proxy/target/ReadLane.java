package dev.sallyport.proxy.target;

import dev.sallyport.proxy.value.TypeCatalogue;
import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.Login;
import dev.sallyport.proxy.wire.OpenFailure;
import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.proxy.wire.WireConnector;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
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

    /// When the sessions turned out to be others than asked for, or the server has none to spare.
    private static final long LONG_REST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int LONGEST_ANSWER = 256;
    private static final String SESSION = "SELECT pg_catalog.current_setting('default_transaction_read_only') || ' ' ||"
            + " (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'statement_timeout') || ' ' ||"
            + " pg_catalog.pg_backend_pid()";

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
        closeSpent();
        List<LaneTrack> usable = tracks.stream().filter(LaneTrack::isUsable).toList();
        Optional<LaneTrack> best = usable.stream().min(Comparator.comparingInt(LaneTrack::inFlight));
        boolean more = best.isEmpty() || best.orElseThrow().inFlight() >= BUSY;
        if (more && usable.size() < config.readLaneConnections() && now - restsUntilNanos >= 0) {
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
                .compose(this::verified)
                .map(this::add)
                .recover(failure -> Future.failedFuture(notOpened(failure)));
        opening = opened;
        opened.onComplete(done -> opening = null);
        return opened;
    }

    /// A server between here and the database may take startup parameters and not hold them, or share its
    /// connections: then nothing may run on the lane.
    private Future<WireConnection> verified(WireConnection connection) {
        var late = connector
                .loop()
                .schedule(
                        () -> connection.close(new ConnectionLost("the session could not be verified in time")),
                        config.connectTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        String expected = "on " + laneMillis() + " " + connection.backendProcess();
        StringBuilder said = new StringBuilder();
        return connection
                .prepare(SESSION)
                .compose(shape -> connection
                        .run(shape, List.of(), 1, LONGEST_ANSWER, (row, columns) -> said.append(only(row, columns)))
                        .onSuccess(_ -> connection.forget(shape)))
                .map(_ -> {
                    late.cancel(false);
                    if (!said.toString().equals(expected)) {
                        throw new ConnectionLost("the session is not the one that was asked for");
                    }
                    return connection;
                })
                .recover(failure -> {
                    late.cancel(false);
                    connection.close(failure);
                    restsUntilNanos = System.nanoTime() + LONG_REST_NANOS;
                    return Future.failedFuture(new LaneLeft(false));
                });
    }

    private static String only(ByteBuf row, int columns) {
        int length = columns == 1 && row.readableBytes() >= Integer.BYTES ? row.readInt() : -1;
        if (length < 0 || length > row.readableBytes()) {
            throw new ProtocolViolation("the session's settings");
        }
        return row.toString(row.readerIndex(), length, StandardCharsets.UTF_8);
    }

    private long laneMillis() {
        return Math.max(
                1,
                Math.min(
                        config.readLaneTime().toMillis(),
                        config.statementTimeout().toMillis()));
    }

    private Login login() {
        Login own = target.login();
        Map<String, String> settings = new HashMap<>(own.settings());
        settings.put("default_transaction_read_only", "on");
        settings.put("statement_timeout", Long.toString(laneMillis()));
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

    /// Gives its connections up for an exclusive one that the server refused for want of room. Whether there were any.
    boolean makeRoom(Throwable refusal) {
        boolean full = refusal instanceof OpenFailure open && open.sqlState().startsWith("53");
        if (!full || tracks.isEmpty()) {
            return false;
        }
        restsUntilNanos = System.nanoTime() + LONG_REST_NANOS;
        List.copyOf(tracks).forEach(track -> track.close(new ConnectionLost("its place was needed")));
        return true;
    }

    boolean isEmpty() {
        return tracks.isEmpty() && opening == null;
    }

    /// Closes connections that were not used for a while, and those that take no more calls once they are quiet.
    void sweep(long nowNanos) {
        closeSpent();
        for (LaneTrack track : List.copyOf(tracks)) {
            if (track.isIdleSince(nowNanos, config.idleTimeout())) {
                track.close();
            }
        }
    }

    private void closeSpent() {
        for (LaneTrack track : List.copyOf(tracks)) {
            if (!track.isUsable() && track.inFlight() == 0) {
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
