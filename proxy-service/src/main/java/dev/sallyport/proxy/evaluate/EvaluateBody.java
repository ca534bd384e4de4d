package dev.sallyport.proxy.evaluate;

import dev.sallyport.service.door.BodyReader;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads what is to be reviewed: JSON, plain text, or one uploaded file, so that a shell needs no escaping. Never
/// more than the limit is held.
public final class EvaluateBody {

    private final Vertx vertx;
    private final int maxBytes;
    private final Duration within;

    public EvaluateBody(Vertx vertx, int maxBytes, Duration within) {
        this.vertx = vertx;
        this.maxBytes = maxBytes;
        this.within = within;
    }

    Future<EvaluateRequest> read(HttpServerRequest request) {
        String type = mediaType(request.getHeader("Content-Type"));
        @Nullable String database = request.getParam("database_id");
        @Nullable String dialect = request.getParam("dialect");
        return switch (type) {
            case "application/json" -> whole(request).map(EvaluateRequest::ofJson);
            case "text/plain", "application/sql" ->
                whole(request).map(text -> EvaluateRequest.of(text, database, dialect));
            case "multipart/form-data" -> upload(request, database, dialect);
            default -> Future.failedFuture(new ProblemException(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
        };
    }

    private static String mediaType(@Nullable String header) {
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private Future<byte[]> whole(HttpServerRequest request) {
        return BodyReader.read(vertx, request, maxBytes, within);
    }

    private Future<EvaluateRequest> upload(
            HttpServerRequest request, @Nullable String database, @Nullable String dialect) {
        Promise<EvaluateRequest> read = Promise.promise();
        Buffer text = Buffer.buffer();
        long timer = vertx.setTimer(
                within.toMillis(),
                id -> read.tryFail(new ProblemException(
                        ProblemCode.INVALID_REQUEST, "The body did not arrive in time.", "body timeout")));
        request.setExpectMultipart(true);
        request.uploadHandler(file -> file.handler(chunk -> {
            if (text.length() + chunk.length() > maxBytes) {
                read.tryFail(new ProblemException(ProblemCode.BODY_TOO_LARGE));
            } else {
                text.appendBuffer(chunk);
            }
        }));
        request.exceptionHandler(failure -> read.tryFail(new ProblemException(
                ProblemCode.INVALID_REQUEST, "The upload is not well formed.", "upload: " + failure.getClass())));
        request.endHandler(end -> {
            try {
                String field = request.getFormAttribute("database_id");
                read.tryComplete(EvaluateRequest.of(text.getBytes(), field == null ? database : field, dialect));
            } catch (ProblemException e) {
                read.tryFail(e);
            }
        });
        request.resume();
        return read.future().onComplete(done -> vertx.cancelTimer(timer));
    }
}
