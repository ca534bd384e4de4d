package dev.sallyport.proxy.peer;

import dev.sallyport.service.jwt.ServiceTokenVerifier;
import dev.sallyport.service.jwt.TokenRefused;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemDocument;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// The door of the internal routes: TLS, a valid service token of the vault, a bounded body. Whatever lacks one
/// reads like a route that does not exist.
public final class InternalGate {

    private static final Logger LOG = Logger.getLogger(InternalGate.class);
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final ServiceTokenVerifier tokens;

    public InternalGate(ServiceTokenVerifier tokens) {
        this.tokens = tokens;
    }

    /// Answers a request with the JSON that `work` makes of its body.
    public void serve(RoutingContext http, Function<byte[], Future<Buffer>> work) {
        HttpServerRequest request = http.request();
        if (!isFromVault(request)) {
            fail(http, new ProblemException(ProblemCode.NOT_FOUND));
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > MOST_BYTES) {
                request.connection().close();
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> Future.succeededFuture()
                .compose(start -> work.apply(body.getBytes()))
                .onSuccess(json -> http.response()
                        .putHeader("Content-Type", "application/json")
                        .end(json))
                .onFailure(failure -> fail(http, failure)));
        request.resume();
    }

    private boolean isFromVault(HttpServerRequest request) {
        if (!request.isSSL()) {
            return false;
        }
        try {
            tokens.verify(request.getHeader("Authorization"));
            return true;
        } catch (TokenRefused e) {
            LOG.warnf("event=internal_call_refused reason=\"%s\"", e.getMessage());
            return false;
        }
    }

    private static void fail(RoutingContext http, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
        RequestId requestId = RequestId.next();
        LOG.warnf("event=internal_call_failed request_id=%s reason=\"%s\"", requestId, problem.logText());
        ProblemDocument document = ProblemDocument.of(problem, requestId.value());
        http.response()
                .setStatusCode(document.status())
                .putHeader("Content-Type", ProblemDocument.CONTENT_TYPE)
                .end(Buffer.buffer(document.toBytes()));
    }
}
