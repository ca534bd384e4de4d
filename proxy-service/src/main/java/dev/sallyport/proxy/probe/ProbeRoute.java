package dev.sallyport.proxy.probe;

import dev.sallyport.crypto.codec.Hashes;
import dev.sallyport.crypto.codec.JsonValue.JsonObject;
import dev.sallyport.crypto.codec.StrictJson;
import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.proxy.peer.InternalGate;
import dev.sallyport.proxy.unseal.TargetOpener;
import dev.sallyport.proxy.wire.WireConnector;
import dev.sallyport.service.problem.ProblemException;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.Executor;

/// `POST /internal/v1/probe`: the risk report of a sealed DSN, at seal, at rotation and when an integration is
/// tested.
public final class ProbeRoute {

    private final InternalGate gate;
    private final TargetOpener opener;
    private final EventLoopGroup loops;
    private final Executor workers;
    private final Duration connectTimeout;

    public ProbeRoute(
            InternalGate gate, TargetOpener opener, EventLoopGroup loops, Executor workers, Duration connectTimeout) {
        this.gate = gate;
        this.opener = opener;
        this.loops = loops;
        this.workers = workers;
        this.connectTimeout = connectTimeout;
    }

    public void register(Router router) {
        router.post("/internal/v1/probe").handler(http -> gate.serve(http, this::answer));
    }

    private Future<Buffer> answer(byte[] body) {
        JsonObject request = StrictJson.parseObject(body);
        byte[] record = request.bytes("record");
        WireConnector connector = new WireConnector(loops.next(), workers, connectTimeout);
        return opener.open(new TargetOpener.SealedDsn(
                        TenantId.of(request.text("tenant_id")),
                        CredentialId.of(request.text("credential_id")),
                        Math.toIntExact(request.integer("version")),
                        Hashes.sha512(record),
                        record))
                .compose(target -> Prober.probe(connector, target))
                .recover(ProbeRoute::refused)
                .map(report -> Buffer.buffer(report.toJson()));
    }

    /// What the DSN itself breaks is part of the report; what this service cannot do is not.
    private static Future<ProbeReport> refused(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return switch (problem.code()) {
                case INVALID_DSN, TARGET_REFUSED, TARGET_TLS_FAILED, TARGET_UNREACHABLE, CREDENTIAL_NOT_USABLE ->
                    Future.succeededFuture(
                            ProbeReport.refused(false, problem.code().code()));
                default -> Future.failedFuture(failure);
            };
        }
        return Future.failedFuture(failure);
    }
}
