package dev.sallyport.vault.hop;

import dev.sallyport.vault.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// One proxy's view of the change log: looked at five times a second, with a heartbeat every second, which carries
/// the highest number that the log holds at that moment. Where the log was put back, that is a lower one than the
/// proxy has seen. When the database cannot be read nothing is sent, not even a heartbeat, so that the proxy sees a
/// stream that is no longer alive. Lives on one event loop.
final class ChangeStream {
    private static final Logger LOG = Logger.getLogger(ChangeStream.class);
    private static final long LOOK_MILLIS = 200;
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(950);
    private static final int BATCH = 500;
    private static final String NEXT = """
            SELECT seq, kind, entity_id, tenant_id FROM vault.change_log WHERE seq > $1 ORDER BY seq LIMIT 500
            """;
    private static final String HIGHEST = "SELECT coalesce(max(seq), 0) FROM vault.change_log";

    private final Vertx vertx;
    private final Pool pool;
    private final HttpServerResponse response;
    private long sent;
    private long lastBeat;
    private boolean looking;
    private boolean stopped;
    private long timer;

    ChangeStream(Vertx vertx, Pool pool, HttpServerResponse response, long after) {
        this.vertx = vertx;
        this.pool = pool;
        this.response = response;
        this.sent = after;
    }

    void start() {
        lastBeat = System.nanoTime() - HEARTBEAT_NANOS;
        timer = vertx.setPeriodic(1, LOOK_MILLIS, _ -> look());
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    void end() {
        stop();
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    private void look() {
        if (looking || stopped || response.writeQueueFull()) {
            return;
        }
        looking = true;
        pool.preparedQuery(NEXT)
                .execute(Tuple.of(sent))
                .compose(rows -> {
                    write(rows);
                    return rows.size() < BATCH && isBeatDue() ? beat() : Future.succeededFuture();
                })
                .onComplete(done -> {
                    looking = false;
                    if (done.failed() && !stopped) {
                        LOG.warnf(
                                "hop.changes.unreadable cause=%s",
                                done.cause().getClass().getSimpleName());
                    }
                });
    }

    private boolean isBeatDue() {
        return System.nanoTime() - lastBeat >= HEARTBEAT_NANOS;
    }

    /// Read behind the changes, so that a number above the last change that was sent only says that more will follow.
    private Future<Void> beat() {
        return pool.preparedQuery(HIGHEST).execute().map(rows -> {
            long highest = rows.iterator().next().getLong(0);
            send(Buffer.buffer(Json.bytes(Json.object().put("seq", highest).put("kind", "heartbeat")))
                    .appendByte((byte) '\n'));
            lastBeat = System.nanoTime();
            return null;
        });
    }

    private void write(RowSet<Row> rows) {
        var lines = Buffer.buffer();
        for (Row row : rows) {
            sent = row.getLong("seq");
            lines.appendBytes(Json.bytes(Json.object()
                            .put("seq", sent)
                            .put("kind", row.getString("kind"))
                            .put("id", row.getString("entity_id"))
                            .put("tenant_id", row.getString("tenant_id"))))
                    .appendByte((byte) '\n');
        }
        send(lines);
    }

    private void send(Buffer lines) {
        if (!stopped && lines.length() > 0) {
            response.write(lines);
        }
    }
}
