package dev.sallyport.proxy.token;

import dev.sallyport.crypto.id.CredentialId;
import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.proxy.target.Lease;
import dev.sallyport.proxy.wire.ProtocolViolation;
import dev.sallyport.proxy.wire.WireConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Settles tokens whose insert was interrupted: the customer's database says how its transaction ended, and the
/// tokens follow.
public final class PendingTokens {

    private static final Logger LOG = Logger.getLogger(PendingTokens.class);
    private static final String STATUS = "SELECT coalesce(pg_catalog.pg_xact_status($1::pg_catalog.xid8), 'unknown')";
    private static final int LONGEST_ROW = 64;
    private static final Duration WITHIN = Duration.ofSeconds(5);

    /// How a transaction ended.
    private enum End {
        COMMITTED,
        ABORTED,
        IN_PROGRESS,
        /// So old that the server has forgotten it: the tokens stay as they are for a person to look at.
        UNKNOWN
    }

    private final TokenStore store;
    private final AtomicBoolean running = new AtomicBoolean();
    private final Leases leases;

    /// @param leases a connection to the database of the pending tokens' integration
    public PendingTokens(TokenStore store, Leases leases) {
        this.store = store;
        this.leases = leases;
    }

    /// Gives a connection to an integration's database.
    @FunctionalInterface
    public interface Leases {
        Future<Lease> of(IntegrationId integration, CredentialId credential);
    }

    /// Settles what is older than a minute; called now and then.
    public Future<Void> settle() {
        if (!running.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        return settleAll().onComplete(done -> running.set(false));
    }

    private Future<Void> settleAll() {
        return store.pending().compose(all -> {
            Future<Void> done = Future.succeededFuture();
            for (TokenStore.Pending pending : all) {
                done = done.compose(before -> settle(pending).otherwise(failure -> {
                    LOG.warnf(
                            "event=tokens_stay_pending reason=%s",
                            failure.getClass().getSimpleName());
                    return null;
                }));
            }
            return done;
        });
    }

    private Future<Void> settle(TokenStore.Pending pending) {
        return store.tried(pending.tokens())
                .compose(noted -> leases.of(pending.integration(), pending.credential()))
                .compose(lease -> ask(lease, pending.customerXid()))
                .compose(end -> switch (end) {
                    case COMMITTED -> store.activate(pending.tokens());
                    case ABORTED -> store.delete(pending.tokens());
                    case IN_PROGRESS -> Future.succeededFuture();
                    case UNKNOWN -> {
                        LOG.errorf(
                                "event=tokens_outcome_unknown tokens=%d",
                                pending.tokens().size());
                        yield Future.succeededFuture();
                    }
                });
    }

    private static Future<End> ask(Lease lease, String xid) {
        Promise<End> end = Promise.promise();
        lease.onLoop(() -> {
            StringBuilder text = new StringBuilder();
            var timer = lease.cancelAfter(WITHIN);
            WireConnection connection = lease.connection();
            connection
                    .prepare(STATUS)
                    .compose(status -> connection.run(
                            status,
                            List.of(xid.getBytes(StandardCharsets.US_ASCII)),
                            2,
                            LONGEST_ROW,
                            (row, columns) -> {
                                int length = row.readInt();
                                if (length < 0 || length > row.readableBytes()) {
                                    throw new ProtocolViolation("status row");
                                }
                                text.append(row.readCharSequence(length, StandardCharsets.US_ASCII));
                            }))
                    .map(done ->
                            End.valueOf(text.toString().toUpperCase(Locale.ROOT).replace(' ', '_')))
                    .onComplete(done -> {
                        timer.cancel(false);
                        lease.giveBack();
                        end.handle(done);
                    });
        });
        return end.future();
    }
}
