package dev.sallyport.service.caller;

import dev.sallyport.service.address.CidrList;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/// Finds the address that a call comes from. `X-Forwarded-For` counts only when the connection itself comes from a
/// listed proxy, and then only up to the first address, from the right, that is no listed proxy. Thread safe.
public final class RemoteAddress {
    private static final int MAX_HOPS = 16;

    private final CidrList trustedProxies;

    public RemoteAddress(CidrList trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    /// From the configuration; a network that cannot be read stops the service.
    public static RemoteAddress of(ForwardedConfig config) {
        return new RemoteAddress(CidrList.of(config.trustedProxies().orElse(List.of())));
    }

    /// Where the call comes from. Refuses with 400 what a listed proxy sent but nobody can read.
    public IpAddress of(HttpServerRequest request) {
        var connection = request.connection().remoteAddress();
        var peer = Optional.ofNullable(connection.hostAddress())
                .map(RemoteAddress::withoutZone)
                .flatMap(IpAddress::parse)
                .orElseThrow(() -> unreadable("peer"));
        return of(peer, request.headers().getAll("X-Forwarded-For"));
    }

    /// The same for a connection from `peer` with these headers, in the order in which they came.
    public IpAddress of(IpAddress peer, List<String> forwardedFor) {
        var current = peer;
        var hops = String.join(",", forwardedFor).split(",", -1);
        for (int i = hops.length - 1, count = 0; i >= 0 && trustedProxies.contains(current); i--, count++) {
            var hop = hops[i].strip();
            if (hop.isEmpty() && hops.length == 1) {
                return current;
            }
            if (count >= MAX_HOPS) {
                throw unreadable("too many hops");
            }
            current = IpAddress.parse(hop).orElseThrow(() -> unreadable("hop"));
        }
        return current;
    }

    private static String withoutZone(String literal) {
        int zone = literal.indexOf('%');
        return zone < 0 ? literal : literal.substring(0, zone);
    }

    private static ProblemException unreadable(String what) {
        return new ProblemException(
                ProblemCode.INVALID_REQUEST, "The forwarded address cannot be read.", "forwarded address: " + what);
    }
}
