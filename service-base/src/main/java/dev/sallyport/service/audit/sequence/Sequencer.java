package dev.sallyport.service.audit.sequence;

import static java.util.Objects.requireNonNull;

import dev.sallyport.crypto.audit.head.HeadSigner;
import dev.sallyport.crypto.audit.head.SignedTreeHead;
import dev.sallyport.crypto.audit.head.TreeHead;
import dev.sallyport.crypto.audit.merkle.GrowingTree;
import dev.sallyport.service.audit.sequence.SequencerStore.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The one that orders the log. Every replica starts one; whichever holds the database's lock works, the others wait
/// for it to be free (its holder's end frees it, kill -9 included).
///
/// Runs on one Vert.x context; `start` and `close` may be called from anywhere.
public final class Sequencer {

    private static final Logger LOG = Logger.getLogger(Sequencer.class);

    /// A head that takes longer must not hold up who wants the tables.
    private static final String SIGNING_MILLIS = "10000";

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final String logId;
    private final Supplier<HeadSigner> signer;
    private final SequencerConfig config;
    private final Witnesses witnesses;
    private final Clock clock;
    private final Promise<Void> ended = Promise.promise();
    private volatile boolean started;
    private volatile boolean closed;
    private volatile @Nullable SignedTreeHead newest;

    private @Nullable PgConnection connection;

    /// The day (UTC) on which the coming months' partitions were last made.
    private @Nullable LocalDate provided;

    /// @param logId the log's name in its heads: `proxy` or `vault`
    /// @param signer gives the key in force; asked for every head, so that keys can be rotated
    public Sequencer(
            Vertx vertx, PgConnectOptions database, String logId, Supplier<HeadSigner> signer, SequencerConfig config) {
        this(vertx, database, logId, signer, config, Clock.systemUTC());
    }

    Sequencer(
            Vertx vertx,
            PgConnectOptions database,
            String logId,
            Supplier<HeadSigner> signer,
            SequencerConfig config,
            Clock clock) {
        this.vertx = requireNonNull(vertx, "vertx is null");
        this.database = new PgConnectOptions(database)
                .addProperty("application_name", "sallyport-sequencer")
                .addProperty("synchronous_commit", "on")
                .addProperty("idle_in_transaction_session_timeout", SIGNING_MILLIS);
        this.logId = logId;
        this.signer = signer;
        this.config = config;
        this.clock = clock;
        this.witnesses = new Witnesses(vertx, this.database, config);
    }

    /// Tries to become the sequencer, now and for as long as this is not closed.
    public void start() {
        started = true;
        vertx.getOrCreateContext().runOnContext(_ -> seek());
    }

    /// Whether this one orders the log now.
    public boolean isActive() {
        return newest != null;
    }

    /// Gives the lock back after the work in hand.
    public Future<Void> close() {
        closed = true;
        if (!started) {
            ended.tryComplete();
        }
        return ended.future();
    }

    private void seek() {
        if (closed) {
            release();
            return;
        }
        connect()
                .compose(store -> store.tryLock().compose(mine -> mine ? take(store) : Future.succeededFuture()))
                .onFailure(this::failed)
                .onSuccess(_ -> later(config.takeover().toMillis(), this::seek));
    }

    private Future<SequencerStore> connect() {
        PgConnection open = connection;
        if (open != null) {
            return Future.succeededFuture(new SequencerStore(open));
        }
        return PgConnection.connect(vertx, database).map(fresh -> {
            connection = fresh;
            return new SequencerStore(fresh);
        });
    }

    /// Holds the lock: works until something fails or this is closed.
    private Future<Void> take(SequencerStore store) {
        return provide(store)
                .compose(_ -> store.load())
                .compose(position -> store.newestHead().compose(head -> {
                    HeadGuard.require(position.tree(), head, config.witnessFile());
                    LOG.infof("audit.sequencer.active size=%d", position.tree().size());
                    var work = Promise.<Void>promise();
                    step(store, position, work);
                    return work.future();
                }));
    }

    private void step(SequencerStore store, Position position, Promise<Void> work) {
        if (closed) {
            work.complete();
            return;
        }
        provide(store)
                .compose(_ -> store.boundary())
                .compose(until -> until <= position.batch()
                        ? Future.succeededFuture(NewLeaves.none(position.batch()))
                        : order(store, position, until))
                .onSuccess(leaves -> {
                    var next = new Position(position.tree(), leaves.lastBatch());
                    later(leaves.more() ? 0 : config.interval().toMillis(), () -> step(store, next, work));
                })
                .onFailure(work::fail);
    }

    /// Once a day: a sequencer may run for longer than there are months ahead.
    private Future<Void> provide(SequencerStore store) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return today.equals(provided)
                ? Future.succeededFuture()
                : store.ensurePartitions().onSuccess(_ -> provided = today);
    }

    /// The key comes first: without one nothing is written.
    private Future<NewLeaves> order(SequencerStore store, Position position, long until) {
        var look = new NewLeaves.Look(position.batch(), until, config.maxLeaves());
        return blocking(signer::get)
                .compose(key -> store.order(position.tree().size(), look)
                        .compose(leaves -> append(store, position.tree(), leaves, key)));
    }

    private Future<NewLeaves> append(SequencerStore store, GrowingTree tree, NewLeaves leaves, HeadSigner key) {
        if (leaves.passedOver() > 0) {
            LOG.errorf("audit.sequencer.passed_over count=%d", leaves.passedOver());
        }
        if (leaves.size() == 0) {
            return Future.succeededFuture(leaves);
        }
        for (int place = 0; place < leaves.size(); place++) {
            tree.append(leaves.hash(place));
        }
        var tiles = tree.takeFinished();
        var head = new TreeHead(logId, tree.size(), clock.millis(), tree.root());
        return blocking(() -> SignedTreeHead.sign(head, key))
                .compose(signed -> store.commit(tiles, signed).map(_ -> {
                    newest = signed;
                    witnesses.show(signed);
                    return leaves;
                }));
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false).map(done -> requireNonNull(done, "done is null"));
    }

    private void failed(Throwable cause) {
        LOG.errorf(
                "audit.sequencer.failed cause=%s message=%s", cause.getClass().getSimpleName(), cause.getMessage());
        newest = null;
        release();
        later(config.takeover().toMillis(), this::seek);
    }

    private void release() {
        PgConnection open = connection;
        connection = null;
        newest = null;
        var done = open == null ? Future.<Void>succeededFuture() : open.close();
        if (closed) {
            done.compose(_ -> witnesses.close()).onComplete(_ -> ended.tryComplete());
        }
    }

    private void later(long millis, Runnable work) {
        if (millis == 0) {
            work.run();
        } else {
            vertx.setTimer(millis, _ -> work.run());
        }
    }
}
