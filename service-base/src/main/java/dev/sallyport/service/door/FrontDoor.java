package dev.sallyport.service.door;

import io.netty.channel.Channel;
import io.netty.handler.timeout.IdleStateHandler;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;

/// Ends connections whose requests do not come, and keeps HTTP/2 to TLS (ADR 0035).
///
/// A server writes nothing before it has read a head, so a connection's time without a write is the time that its
/// client has taken for the head: bytes that trickle in do not lengthen it. The first request takes the bound away; the
/// listener's idle timeout is the bound of the next head then, counted from the end of the answer.
@ApplicationScoped
public class FrontDoor implements HttpServerOptionsCustomizer {

    /// As Vert.x names it in its pipelines.
    private static final String IDLE = "idle";

    private final DoorConfig config;

    FrontDoor(DoorConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
        boundHead(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        boundHead(options);
    }

    private void boundHead(HttpServerOptions options) {
        long bound = options.getIdleTimeoutUnit().convert(config.headTimeout());
        options.setWriteIdleTimeout((int) Math.max(1, bound));
    }

    void routes(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::arrived);
    }

    private void arrived(RoutingContext http) {
        HttpServerRequest request = http.request();
        if (request.connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            bound(channel, false);
            if (request.version() != HttpVersion.HTTP_2) {
                http.addEndHandler(ended -> channel.eventLoop().execute(() -> bound(channel, true)));
            }
        }
        http.next();
    }

    /// Whether the next head is waited for; a request that is being answered may take its time.
    private static void bound(Channel channel, boolean nextHead) {
        IdleStateHandler before = channel.pipeline().get(IdleStateHandler.class);
        if (before == null || !channel.isActive()) {
            return;
        }
        long idle = before.getAllIdleTimeInMillis();
        boolean bounded = before.getWriterIdleTimeInMillis() > 0;
        if (nextHead || bounded) {
            channel.pipeline()
                    .replace(before, IDLE, new IdleStateHandler(0, nextHead ? idle : 0, idle, TimeUnit.MILLISECONDS));
        }
    }
}
