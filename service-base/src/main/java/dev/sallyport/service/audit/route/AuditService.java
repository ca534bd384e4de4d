package dev.sallyport.service.audit.route;

import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.keys.Delegation;
import dev.sallyport.service.audit.AuditLog;
import dev.sallyport.service.audit.read.AuditExport;
import dev.sallyport.service.audit.read.AuditReader;
import dev.sallyport.service.audit.sequence.Sequencer;
import dev.sallyport.service.audit.sequence.SequencerConfig;
import dev.sallyport.service.caller.CallerGate;
import dev.sallyport.service.caller.RemoteAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/// What a service runs besides its writer: the sequencer, and the routes that read. Made once per service.
public final class AuditService {

    private static final int CONNECTIONS = 4;

    private final Pool pool;
    private final AuditReader reader;
    private final AuditExport export;
    private final Sequencer sequencer;

    /// @param database the role that may INSERT and SELECT only
    /// @param keys the signing key in force, and the delegations of every key that may have signed a head
    public AuditService(Vertx vertx, PgConnectOptions database, String logId, Keys keys, SequencerConfig config) {
        var options = new PgConnectOptions(database)
                .setCachePreparedStatements(true)
                .addProperty("application_name", "sallyport-audit-read");
        this.pool = PgBuilder.pool()
                .connectingTo(options)
                .using(vertx)
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .build();
        this.reader = new AuditReader(pool);
        this.export = new AuditExport(reader, keys.delegations());
        this.sequencer = new Sequencer(vertx, database, logId, keys.signer(), config);
    }

    /// Begins to order the log, once the schema is there; tries until it can.
    public void start() {
        sequencer.start();
    }

    /// Adds the routes of the audit.
    public void register(Router router, CallerGate gate, RemoteAddress addresses, AuditLog log, Clock clock) {
        new AuditRoutes(reader, export, new AuditDoor(gate, addresses, log, clock)).register(router);
    }

    /// Whether this replica orders the log now.
    public boolean isSequencing() {
        return sequencer.isActive();
    }

    public Future<Void> close() {
        return sequencer.close().compose(_ -> pool.close());
    }

    /// Where the keys come from; asked each time, so that they can be rotated.
    public record Keys(Supplier<HeadSigner> signer, Supplier<List<Delegation>> delegations) {}
}
