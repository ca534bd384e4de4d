package dev.sallyport.vault.hop;

import dev.sallyport.vault.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// One proxy's view of the change log: looked at five times a second, with a heartbeat every second. When the database
/// cannot be read nothing is sent, not even a heartbeat, so that the proxy sees a stream that is no longer alive.
/// Lives on one event loop.
final class ChangeStream {
    private static final Logger LOG = Logger.getLogger(ChangeStream.class);
    private static final long LOOK_MILLIS = 200;
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(950);
    private static final int BATCH = 500;
    private static final String NEXT = """
            SELECT seq, kind, entity_id, tenant_id FROM vault.change_log WHERE seq > $1 ORDER BY seq LIMIT 500
            """;

    private final Vertx vertx;
    private final Pool pool;
    private final HttpServerResponse response;
    private long sent;
    private long lastWrite;
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
        lastWrite = System.nanoTime() - HEARTBEAT_NANOS;
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
        pool.preparedQuery(NEXT).execute(Tuple.of(sent)).onComplete(result -> {
            looking = false;
            if (stopped) {
                return;
            }
            if (result.failed()) {
                LOG.warnf(
                        "hop.changes.unreadable cause=%s",
                        result.cause().getClass().getSimpleName());
                return;
            }
            write(result.result());
            if (result.result().size() == BATCH) {
                look();
            }
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
        long now = System.nanoTime();
        if (now - lastWrite >= HEARTBEAT_NANOS) {
            lines.appendBytes(Json.bytes(Json.object().put("seq", sent).put("kind", "heartbeat")))
                    .appendByte((byte) '\n');
            lastWrite = now;
        }
        if (lines.length() > 0) {
            response.write(lines);
        }
    }
}
