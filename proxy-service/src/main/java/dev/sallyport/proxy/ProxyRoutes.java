package dev.sallyport.proxy;

import dev.sallyport.proxy.decision.ReplayRoute;
import dev.sallyport.proxy.evaluate.EvaluateBody;
import dev.sallyport.proxy.evaluate.EvaluateRoute;
import dev.sallyport.proxy.key.UnsealingKeyRoute;
import dev.sallyport.proxy.openapi.ApiDocument;
import dev.sallyport.proxy.outbound.OutboundParts;
import dev.sallyport.proxy.outbound.OutboundRoute;
import dev.sallyport.proxy.peer.InternalGate;
import dev.sallyport.proxy.probe.ProbeRoute;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.RateLimits;
import dev.sallyport.service.caller.RemoteAddress;
import dev.sallyport.service.caller.TokenDirectory;
import dev.sallyport.service.jwt.PemKeys;
import dev.sallyport.service.jwt.ServiceName;
import dev.sallyport.service.jwt.ServiceTokenVerifier;
import io.vertx.ext.web.Router;

/// All routes of the service over the parts of the house.
final class ProxyRoutes {

    private final ProxyHouse house;

    ProxyRoutes(ProxyHouse house) {
        this.house = house;
    }

    void register(Router router) {
        ProxySettings settings = house.settings;
        CallerGate gate =
                new CallerGate(house.apiKeys, TokenDirectory.none(), new RateLimits(settings.rate()), house.clock);
        RemoteAddress addresses = RemoteAddress.of(settings.forwarded());
        outbound(gate, addresses).register(router);
        house.auditService.register(router, gate, addresses, house.audit, house.clock);
        evaluate(gate, addresses).register(router);
        InternalGate internal = internalGate();
        new UnsealingKeyRoute(internal, house.blocking, house.postQuantum, house.kms, house.unsealingKeys, house.keys)
                .register(router);
        new ReplayRoute(internal, house.decisions, house.grants.directory(), house.guard, house.blocking, house.clock)
                .register(router);
        new ProbeRoute(
                        internal,
                        house.opener,
                        house.vertx.nettyEventLoopGroup(),
                        house.blocking,
                        house.settings.target().connectTimeout())
                .register(router);
        ApiDocument.register(router);
    }

    private EvaluateRoute evaluate(CallerGate gate, RemoteAddress addresses) {
        ProxySettings settings = house.settings;
        return new EvaluateRoute(
                new EvaluateRoute.Parts(
                        gate, house.grants.directory(), house.guard, house.decisions, house.audit, addresses),
                new EvaluateBody(
                        house.vertx,
                        settings.outbound().maxBodyBytes(),
                        settings.outbound().bodyTimeout()));
    }

    private OutboundRoute outbound(CallerGate gate, RemoteAddress addresses) {
        OutboundParts parts = new OutboundParts(
                gate,
                house.apiKeys,
                house.onceOnly,
                house.grants.directory(),
                house.guard,
                house.decisions,
                house.pools,
                house.opener,
                house.executor,
                house.settings.outbound(),
                house.clock);
        return new OutboundRoute(house.vertx, parts, house.audit, house.signers, house.keys, addresses, house.metrics);
    }

    private InternalGate internalGate() {
        var peersKey = ProxyHouse.required(house.settings.vault().publicKeyFile(), "sallyport.vault.public-key-file");
        return new InternalGate(new ServiceTokenVerifier(
                PemKeys.publicKey(peersKey), ServiceName.SALLYPORT_PROXY, ServiceName.SALLYPORT_VAULT, house.clock));
    }
}
