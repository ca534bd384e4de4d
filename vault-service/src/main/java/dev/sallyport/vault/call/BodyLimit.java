package dev.sallyport.vault.call;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/// Refuses a body by its announced length before a byte of it is kept. What is already on its way is thrown away for a
/// short
/// time, so that the caller can read the answer; then the connection is closed. A body without a length is cut off by
/// the
/// HTTP server's own limit.
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
        discard(http.request(), http);
        http.response()
                .setStatusCode(document.status())
                .putHeader("Content-Type", ProblemDocument.CONTENT_TYPE)
                .putHeader("Connection", "close")
                .end(Buffer.buffer(document.toBytes()));
    }

    private static void discard(HttpServerRequest request, RoutingContext http) {
        var seen = new long[1];
        long timer =
                http.vertx().setTimer(DISCARD_MILLIS, _ -> request.connection().close());
        request.handler(bytes -> {
            seen[0] += bytes.length();
            if (seen[0] > DISCARD_BYTES) {
                request.connection().close();
            }
        });
        request.endHandler(_ -> http.vertx().cancelTimer(timer));
        request.resume();
    }
}
