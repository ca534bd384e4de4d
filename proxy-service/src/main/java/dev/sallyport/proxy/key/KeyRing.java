package dev.sallyport.proxy.key;

import dev.sallyport.crypto.kms.DataKeyOpener;
import dev.sallyport.crypto.pq.PostQuantum;
import dev.sallyport.crypto.pq.VerificationKey;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Holds [ProxyKeys] once they are imported and opened, and tries again while database or KMS do not answer. Thread
/// safe.
public final class KeyRing {

    private static final Logger LOG = Logger.getLogger(KeyRing.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final OwnKeyStore store;
    private final PostQuantum postQuantum;
    private final DataKeyOpener kms;
    private final KeyConfig config;
    private final BlockingPool blocking;
    private final Clock clock;
    private volatile @Nullable ProxyKeys keys;
    private volatile boolean stopped;

    public KeyRing(
            Vertx vertx,
            Pool database,
            PostQuantum postQuantum,
            DataKeyOpener kms,
            KeyConfig config,
            BlockingPool blocking) {
        this.vertx = vertx;
        this.store = new OwnKeyStore(database);
        this.postQuantum = postQuantum;
        this.kms = kms;
        this.config = config;
        this.blocking = blocking;
        this.clock = Clock.systemUTC();
    }

    /// Completes when the keys are open.
    public Future<ProxyKeys> start() {
        return load().recover(failure -> {
            LOG.warnf("event=keys_not_loaded reason=\"%s\"", failure.getMessage());
            return stopped
                    ? Future.failedFuture(failure)
                    : vertx.timer(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS).compose(tick -> start());
        });
    }

    public void stop() {
        stopped = true;
    }

    private Future<ProxyKeys> load() {
        Future<Void> imported = config.file().isEmpty()
                ? Future.succeededFuture()
                : blocking.call(() -> KeyFile.read(config.file().orElseThrow())).compose(store::keep);
        return imported.compose(done -> Future.all(store.own(), store.trusted()))
                .compose(found -> open(found.resultAt(0), found.resultAt(1)));
    }

    private Future<ProxyKeys> open(List<OwnKeyStore.Own> own, List<OwnKeyStore.Trusted> trusted) {
        return blocking.call(() -> ProxyKeys.open(postQuantum, kms, own, trusted, clock))
                .onSuccess(opened -> keys = opened);
    }

    public boolean isLoaded() {
        return keys != null;
    }

    /// The open keys.
    public ProxyKeys require() {
        ProxyKeys open = keys;
        if (open == null) {
            throw new ProblemException(
                    ProblemCode.KMS_UNAVAILABLE, ProblemCode.KMS_UNAVAILABLE.title(), "own keys are not open yet");
        }
        return open;
    }

    /// A pinned key of the vault, or null.
    public @Nullable VerificationKey sealer(String keyId) {
        ProxyKeys open = keys;
        return open == null ? null : open.sealer(keyId);
    }
}
