package dev.sallyport.proxy.grant;

import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.JsonValue.JsonString;
import dev.sallyport.crypto.codec.MalformedException;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.proxy.peer.VaultHttp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/// Follows the vault's change stream from the last sequence number that was seen, and connects again when it is
/// silent or ends.
final class ChangeFollower {

    private static final Logger LOG = Logger.getLogger(ChangeFollower.class);
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(200);
    private static final int LONGEST_LINE = 4096;
    private static final int OK = 200;

    /// What changed.
    record Change(long seq, String kind, String id, String tenantId) {}

    /// Told of each change, in order, on the event loop of the stream. A change whose future fails comes again.
    @FunctionalInterface
    interface Listener {
        Future<Void> changed(Change change);
    }

    private final Vertx vertx;
    private final VaultHttp vault;
    private final StreamState state;
    private final Listener listener;
    private final Runnable gap;
    private final Duration silence;
    private final AtomicLong lastSeq = new AtomicLong();
    private volatile boolean stopped;

    /// @param gap called when changes may have been missed
    ChangeFollower(Vertx vertx, VaultHttp vault, StreamState state, Listener listener, Runnable gap, Duration silence) {
        this.vertx = vertx;
        this.vault = vault;
        this.state = state;
        this.listener = listener;
        this.gap = gap;
        this.silence = silence;
    }

    void start(long afterSeq) {
        lastSeq.set(afterSeq);
        connect();
    }

    private void connect() {
        vault.stream("/internal/v1/changes?after=" + lastSeq.get())
                .compose(this::follow)
                .onComplete(ended -> {
                    if (!stopped) {
                        vertx.setTimer(RECONNECT_AFTER.toMillis(), id -> connect());
                    }
                });
    }

    void stop() {
        stopped = true;
    }

    private Future<Void> follow(HttpClientResponse response) {
        if (response.statusCode() != OK) {
            // A vault that is about to stop says so. The client would log our own reset as an error.
            response.exceptionHandler(_ -> {}).request().reset();
            return Future.failedFuture(new IllegalStateException("vault answered " + response.statusCode()));
        }
        Promise<Void> ended = Promise.promise();
        AtomicLong heard = new AtomicLong(System.nanoTime());
        long watch = vertx.setPeriodic(silence.toMillis() / 4, id -> {
            if (stopped || System.nanoTime() - heard.get() > silence.toNanos()) {
                response.request().reset();
                ended.tryFail(new IllegalStateException("change stream is silent"));
            }
        });
        RecordParser lines = RecordParser.newDelimited("\n", response).maxRecordSize(LONGEST_LINE);
        lines.exceptionHandler(failure -> {
            response.request().reset();
            ended.tryFail(failure);
        });
        lines.endHandler(end -> ended.tryComplete());
        lines.handler(line -> {
            heard.set(System.nanoTime());
            take(line, response, ended);
        });
        return ended.future().onComplete(done -> vertx.cancelTimer(watch));
    }

    private void take(Buffer line, HttpClientResponse response, Promise<Void> ended) {
        if (line.length() == 0 || ended.future().isComplete()) {
            return;
        }
        try {
            JsonObject json = StrictJson.parseObject(line.getBytes());
            long seq = json.integer("seq");
            String kind = json.text("kind");
            if (seq < lastSeq.get()) {
                // The vault's log was put back: everything that was built on it is void.
                LOG.error("event=change_stream_went_back");
                gap.run();
                response.request().reset();
                lastSeq.set(seq);
                ended.tryFail(new IllegalStateException("change stream went back"));
                return;
            }
            if (!kind.equals("heartbeat")) {
                lastSeq.set(seq);
                listener.changed(new Change(seq, kind, json.text("id"), text(json, "tenant_id")))
                        .onFailure(failure -> again(seq, failure, response, ended));
            }
            state.heard();
        } catch (MalformedException e) {
            gap.run();
            response.request().reset();
            ended.tryFail(e);
        }
    }

    /// What could not be noted is asked for once more, with everything behind it.
    private void again(long seq, Throwable failure, HttpClientResponse response, Promise<Void> ended) {
        LOG.warnf(
                "event=change_not_noted seq=%d cause=%s",
                seq, failure.getClass().getSimpleName());
        lastSeq.accumulateAndGet(seq - 1, Math::min);
        response.request().reset();
        ended.tryFail(failure);
    }

    private static String text(JsonObject json, String name) {
        return json.find(name) instanceof JsonString(String value) ? value : "";
    }
}
