package dev.sallyport.service.door;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/// Reads a body that was paused, up to its limit and within its time. Past the limit nothing more is buffered: the
/// rest is dropped as it arrives and the connection ends with the answer.
public final class BodyReader {

    private BodyReader() {}

    /// Fails with [ProblemCode#BODY_TOO_LARGE] beyond `maxBytes` and with [ProblemCode#INVALID_REQUEST] where the body
    /// does not arrive within the time.
    public static Future<byte[]> read(Vertx vertx, HttpServerRequest request, int maxBytes, Duration within) {
        Promise<byte[]> body = Promise.promise();
        Buffer read = Buffer.buffer();
        long timer = vertx.setTimer(
                within.toMillis(),
                id -> body.tryFail(new ProblemException(
                        ProblemCode.INVALID_REQUEST, "The body did not arrive in time.", "body timeout")));
        request.handler(chunk -> {
            if (read.length() + chunk.length() > maxBytes) {
                request.handler(dropped -> {});
                body.tryFail(new ProblemException(ProblemCode.BODY_TOO_LARGE));
            } else {
                read.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(failure -> body.tryFail(new ProblemException(
                ProblemCode.INVALID_REQUEST,
                "The body did not arrive.",
                "body: " + failure.getClass().getSimpleName())));
        request.endHandler(end -> body.tryComplete(read.getBytes()));
        request.resume();
        return body.future().onComplete(done -> vertx.cancelTimer(timer));
    }
}
