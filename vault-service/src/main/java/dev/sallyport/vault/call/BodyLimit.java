package dev.sallyport.vault.call;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Refuses a body by its announced length before a byte of it is kept. What is already on its way is thrown away for
/// a short time, so that the caller can read the answer; then the connection is closed. A body without a length is
/// cut off by the HTTP server's own limit.
@ApplicationScoped
class BodyLimit {
    static final int MAX_BYTES = 1 << 20;

    private static final int BEFORE_EVERYTHING = Integer.MIN_VALUE;
    private static final long DISCARD_MILLIS = 1_000;
    private static final long DISCARD_BYTES = 16L << 20;

    void routes(@Observes Router router) {
        router.route().order(BEFORE_EVERYTHING).handler(this::check);
    }

    private void check(RoutingContext http) {
        if (isTooLong(http.request().getHeader("Content-Length"))) {
            refuse(http);
        } else {
            http.next();
        }
    }

    private static boolean isTooLong(@Nullable String length) {
        return length != null
                && (length.length() > 18 || !length.matches("[0-9]+") || Long.parseLong(length) > MAX_BYTES);
    }

    private static void refuse(RoutingContext http) {
        var document = ProblemDocument.of(
                new ProblemException(ProblemCode.BODY_TOO_LARGE),
                RequestId.next().value());
        discard(http);
        var response = http.response()
                .setStatusCode(document.status())
                .putHeader("Content-Type", ProblemDocument.CONTENT_TYPE);
        if (http.request().version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close");
        }
        response.end(Buffer.buffer(document.toBytes()));
    }

    private static void discard(RoutingContext http) {
        var request = http.request();
        var seen = new AtomicLong();
        long timer = http.vertx().setTimer(DISCARD_MILLIS, _ -> cutOff(request));
        request.handler(bytes -> {
            if (seen.addAndGet(bytes.length()) > DISCARD_BYTES) {
                cutOff(request);
            }
        });
        request.endHandler(_ -> http.vertx().cancelTimer(timer));
        request.resume();
    }

    /// Ends one HTTP/2 stream, or the HTTP/1 connection.
    private static void cutOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
