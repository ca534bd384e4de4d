package dev.sallyport.service.drain;

import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// The time between the signal to stop and the end. Readiness is down, so that a load balancer sends new work
/// elsewhere; who comes on a connection that was kept open is still served, and told with `Connection: close` to open
/// another. Thread safe.
public final class Drain {

    private volatile boolean begun;

    /// Puts the notice in front of every route.
    public void register(Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::tell);
    }

    /// From now on kept connections end with their next answer.
    public void begin() {
        begun = true;
    }

    public boolean hasBegun() {
        return begun;
    }

    private void tell(RoutingContext http) {
        // HTTP/2 has no such header; its connections get GOAWAY when the listener closes.
        if (begun && http.request().version() != HttpVersion.HTTP_2) {
            http.response().putHeader("Connection", "close");
        }
        http.next();
    }
}
