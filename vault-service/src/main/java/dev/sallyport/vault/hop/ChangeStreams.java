package dev.sallyport.vault.hop;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The change streams that are open now.
@ApplicationScoped
class ChangeStreams {
    private static final Logger LOG = Logger.getLogger(ChangeStreams.class);

    private final Vertx vertx;
    private final Pool pool;
    private final Set<ChangeStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    ChangeStreams(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /// Answers with changes behind `after`, for as long as the proxy listens.
    void open(RoutingContext http) {
        if (stopping) {
            HopRoutes.refuse(http, new ProblemException(ProblemCode.SHUTTING_DOWN));
            return;
        }
        var after = after(http.request().getParam("after"));
        if (after < 0) {
            HopRoutes.refuse(http, new ProblemException(ProblemCode.INVALID_REQUEST));
            return;
        }
        var response = http.response().setChunked(true).putHeader("Content-Type", "application/x-ndjson");
        response.headers().add("Cache-Control", "no-store");
        var stream = new ChangeStream(vertx, pool, response, after);
        open.add(stream);
        LOG.infof("hop.changes.open after=%d", after);
        response.closeHandler(_ -> close(stream));
        response.exceptionHandler(_ -> close(stream));
        stream.start();
    }

    /// Ends every stream, so that a stopping replica is not kept up by its listeners, and begins none.
    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(ChangeStream::end);
        open.clear();
    }

    int count() {
        return open.size();
    }

    private void close(ChangeStream stream) {
        stream.stop();
        open.remove(stream);
    }

    private static long after(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}
