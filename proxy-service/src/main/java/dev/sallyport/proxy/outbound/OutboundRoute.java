package dev.sallyport.proxy.outbound;

import dev.sallyport.proxy.key.KeyRing;
import dev.sallyport.proxy.sealing.SignerPool;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.door.BodyReader;
import dev.sallyport.service.problem.Faults;
import dev.sallyport.service.problem.ProblemException;
import dev.sallyport.service.problem.RequestId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The HTTP edge of the outbound call: bytes in, bytes out.
public final class OutboundRoute {

    private static final Logger LOG = Logger.getLogger(OutboundRoute.class);
    private static final String PATH = "/api/v2/proxy/outbound";

    private final Vertx vertx;
    private final OutboundChain chain;
    private final OutboundConfig config;
    private final RemoteAddress remoteAddress;
    private final HopMeter meter;

    public OutboundRoute(
            Vertx vertx,
            OutboundParts parts,
            AuditLog auditLog,
            SignerPool signers,
            KeyRing keys,
            RemoteAddress remoteAddress,
            HopMeter meter) {
        OutboundAudit audit = new OutboundAudit(auditLog, parts.clock());
        this.vertx = vertx;
        this.chain = new OutboundChain(parts, audit, new AnswerSealing(signers, keys, audit));
        this.config = parts.config();
        this.remoteAddress = remoteAddress;
        this.meter = meter;
    }

    public void register(Router router) {
        router.post(PATH).handler(this::serve);
    }

    private void serve(RoutingContext http) {
        HttpServerRequest request = http.request();
        request.pause();
        OutboundExchange exchange;
        try {
            exchange = new OutboundExchange(OutboundHead.of(request, config.maxBodyBytes()), remoteAddress.of(request));
        } catch (RuntimeException e) {
            refuseUnread(http, e);
            return;
        }
        Context context = vertx.getOrCreateContext();
        chain.admit(exchange)
                .compose(admitted -> chain.run(exchange, body(request)))
                .onSuccess(answer -> count(exchange, null))
                .recover(failure -> {
                    count(exchange, failure);
                    return chain.plain(exchange, failure);
                })
                .onComplete(answer -> context.runOnContext(turn -> write(http, exchange, answer)));
    }

    private Future<byte[]> body(HttpServerRequest request) {
        return BodyReader.read(vertx, request, config.maxBodyBytes(), config.bodyTimeout());
    }

    /// A head that cannot be read: there is no call that an event could be about, and nothing of the body is taken.
    private void refuseUnread(RoutingContext http, Throwable failure) {
        ProblemException problem = Faults.toProblem(failure);
        RequestId requestId = RequestId.next();
        send(http, OutboundAnswer.plain(problem, requestId.value(), Optional.empty()), true);
    }

    private void write(RoutingContext http, OutboundExchange exchange, AsyncResult<OutboundAnswer> answer) {
        if (answer.failed()) {
            LOG.errorf(answer.cause(), "event=answer_failed request_id=%s", exchange.requestId);
            send(
                    http,
                    OutboundAnswer.plain(
                            Faults.toProblem(answer.cause()), exchange.requestId.value(), Optional.empty()),
                    true);
            return;
        }
        exchange.clock.ended("seal");
        exchange.clock.tell(meter);
        http.response().putHeader("Server-Timing", exchange.clock.header());
        http.response().putHeader("X-Request-Id", exchange.requestId.value());
        send(http, answer.result(), !http.request().isEnded());
    }

    private static void send(RoutingContext http, OutboundAnswer answer, boolean bodyUnread) {
        HttpServerResponse response = http.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        answer.retryAfterSeconds().ifPresent(seconds -> response.putHeader("Retry-After", Long.toString(seconds)));
        // What was not read must not be taken for the next request.
        boolean ends = bodyUnread && http.request().version() != HttpVersion.HTTP_2;
        if (ends) {
            response.putHeader("Connection", "close");
        }
        Future<Void> sent = response.end(Buffer.buffer(answer.body()));
        if (ends) {
            sent.onComplete(done -> http.request().connection().close());
        } else if (bodyUnread) {
            sent.onComplete(done -> response.reset(0));
        }
    }

    private void count(OutboundExchange exchange, @Nullable Throwable failure) {
        String operation = exchange.callIfRead()
                .flatMap(OutboundCall::operation)
                .map(o -> o.name())
                .orElse("none");
        meter.answered(
                operation,
                failure == null ? "ok" : Faults.toProblem(failure).code().code());
        if (failure != null) {
            ProblemException problem = Faults.toProblem(failure);
            if (problem.code().status() >= 500) {
                LOG.warnf("event=call_failed request_id=%s reason=\"%s\"", exchange.requestId, problem.logText());
            }
        }
    }
}
