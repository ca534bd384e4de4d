package dev.sallyport.proxy.probe;

import dev.sallyport.proxy.target.Target;
import dev.sallyport.proxy.wire.Completion;
import dev.sallyport.proxy.wire.ConnectionLost;
import dev.sallyport.proxy.wire.ControlStatement;
import dev.sallyport.proxy.wire.OpenFailure;
import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.proxy.wire.WireConnection;
import dev.sallyport.proxy.wire.WireConnector;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Logs in once, asks what the role can do in a READ ONLY transaction, and leaves.
final class Prober {

    private static final int SHORTEST_SECRET = 20;
    private static final int LONGEST_ROW = 4096;
    private static final long BOUND_MS = 5000;

    private Prober() {}

    /// Closes the target whatever happens.
    static Future<ProbeReport> probe(WireConnector connector, Target target) {
        boolean shortSecret = target.login().password().length() < SHORTEST_SECRET;
        boolean plaintext = target.endpoint().tls() == null;
        return connector
                .open(target.endpoint(), target.login())
                .compose(connection -> ask(connector, connection))
                .map(found -> {
                    List<Finding> findings = new ArrayList<>(found);
                    if (shortSecret) {
                        findings.add(Finding.SHORT_SECRET);
                    }
                    if (plaintext) {
                        findings.add(Finding.PLAINTEXT);
                    }
                    return ProbeReport.loggedIn(findings);
                })
                .recover(Prober::refused)
                .onComplete(done -> target.close());
    }

    private static Future<List<Finding>> ask(WireConnector connector, WireConnection connection) {
        Promise<List<Finding>> answer = Promise.promise();
        connector.loop().execute(() -> {
            var timer = connector
                    .loop()
                    .schedule(
                            () -> connection.close(new ConnectionLost("probe took too long")),
                            BOUND_MS,
                            TimeUnit.MILLISECONDS);
            List<Finding> findings = new ArrayList<>();
            Future<Completion> begun = connection.control(ControlStatement.BEGIN_READ_ONLY);
            begun.compose(open -> connection.prepare(Risk.sql()))
                    .compose(question -> connection.run(
                            question, List.of(), 2, LONGEST_ROW, (row, columns) -> read(row, columns, findings)))
                    .<List<Finding>>map(done -> findings)
                    .onComplete(done -> {
                        timer.cancel(false);
                        connection.close(new ConnectionLost("probe is done"));
                        answer.handle(done);
                    });
        });
        return answer.future();
    }

    private static void read(ByteBuf row, int columns, List<Finding> findings) {
        for (Risk risk : Risk.values()) {
            if (risk.ordinal() >= columns || row.readableBytes() < 4) {
                throw new ProtocolViolation("answer of the probe has another shape");
            }
            int length = row.readInt();
            if (length == 1 && row.isReadable() && row.readByte() == 't') {
                findings.add(risk.finding());
            }
        }
    }

    private static Future<ProbeReport> refused(Throwable failure) {
        if (failure instanceof OpenFailure open) {
            return Future.succeededFuture(
                    switch (open.reason()) {
                        case UNREACHABLE -> ProbeReport.refused(false, "target_unreachable");
                        case TLS_FAILED -> ProbeReport.refused(true, "target_tls_failed");
                        case AUTH_FAILED -> ProbeReport.refused(true, "target_auth_failed");
                        case PROTOCOL_FAILED -> ProbeReport.refused(true, "target_protocol_failed");
                    });
        }
        return Future.failedFuture(failure);
    }
}
