package dev.sallyport.proxy.decision;

import dev.sallyport.crypto.id.IntegrationId;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.proxy.blocking.BlockingPool;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.guard.PolicyReview;
import dev.sallyport.proxy.guard.Ruling;
import dev.sallyport.proxy.token.TenantSealing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Records what was decided, behind the calls: a call adds to a bounded queue and goes on. What does not fit is
/// counted as not recorded; a database that is away loses counts and stops no call. Thread safe.
public final class DecisionLog {

    private static final Logger LOG = Logger.getLogger(DecisionLog.class);
    private static final long DRAIN_MILLIS = 200;
    private static final int LONGEST_TEXT = 16_384;
    private static final long MOST_TEXT_QUEUED = 4_000_000;
    private static final int MOST_INTEGRATIONS = 50_000;

    /// One statement that was judged.
    ///
    /// @param text only where the integration opts in
    record Seen(
            Grant.Integration grant,
            Purpose purpose,
            Policy policy,
            Verdict verdict,
            @Nullable String text,
            long millis) {
        @Override
        public String toString() {
            return "Seen[" + purpose + "]";
        }
    }

    private final Clock clock;
    private final BlockingPool blocking;
    private final DecisionConfig config;
    private final StatementStore store;
    private final StatementTexts texts;
    private final ArrayBlockingQueue<Seen> queue;
    private final Tallies tallies = new Tallies();
    private final AtomicLong textQueued = new AtomicLong();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final ConcurrentHashMap<IntegrationId, Boolean> optedIn = new ConcurrentHashMap<>();

    public DecisionLog(
            Pool database, TenantSealing sealing, BlockingPool blocking, DecisionConfig config, Clock clock) {
        this.clock = clock;
        this.blocking = blocking;
        this.config = config;
        store = new StatementStore(database, config.mostPerDay());
        texts = new StatementTexts(sealing);
        queue = new ArrayBlockingQueue<>(config.queued());
    }

    /// Begins to count and to write.
    public void start(Vertx vertx) {
        vertx.setPeriodic(DRAIN_MILLIS, id -> blocking.call(this::drain));
        vertx.setPeriodic(config.writeEvery().toMillis(), id -> write());
        vertx.setPeriodic(600_000, id -> store.purge(oldestDay()));
    }

    /// Notes the statements of a call. Does not wait.
    public void note(Grant.Integration grant, Ruling ruling) {
        for (int i = 0; i < ruling.verdicts().size(); i++) {
            note(
                    grant,
                    ruling.purpose(),
                    ruling.policy(),
                    ruling.verdicts().get(i),
                    ruling.texts().get(i));
        }
    }

    /// Notes the statements of a text that was reviewed under an integration's policy, without their texts. Does
    /// not wait.
    public void note(Grant.Integration grant, PolicyReview review) {
        for (Verdict verdict : review.verdicts()) {
            note(grant, Purpose.EVALUATE, review.policy(), verdict, "");
        }
    }

    private void note(Grant.Integration grant, Purpose purpose, Policy policy, Verdict verdict, String text) {
        if (verdict.facts().fingerprint().isEmpty()) {
            return;
        }
        boolean keepsText = grant.sqlTextOptIn()
                && !text.isEmpty()
                && text.length() <= LONGEST_TEXT
                && textQueued.get() + text.length() <= MOST_TEXT_QUEUED;
        var seen = new Seen(grant, purpose, policy, verdict, keepsText ? text : null, clock.millis());
        if (!queue.offer(seen)) {
            dropped.increment();
        } else if (keepsText) {
            textQueued.addAndGet(text.length());
        }
    }

    private Boolean drain() {
        List<Seen> batch = new ArrayList<>();
        queue.drainTo(batch);
        for (Seen seen : batch) {
            if (seen.text() != null) {
                textQueued.addAndGet(-seen.text().length());
            }
            if (!tallies.add(seen)) {
                dropped.increment();
            }
        }
        return !batch.isEmpty();
    }

    /// Writes what was counted so far; never fails.
    public Future<Void> write() {
        if (!writing.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        return blocking.call(() -> {
                    drain();
                    return tallies.take();
                })
                .compose(this::write)
                .otherwise(failure -> {
                    LOG.warnf(
                            "event=decisions_not_recorded reason=%s",
                            failure.getClass().getSimpleName());
                    return null;
                })
                .onComplete(done -> writing.set(false));
    }

    private Future<Void> write(List<Tallies.Counted> counted) {
        return forgetTexts(counted)
                .compose(forgotten -> rows(counted))
                .compose(store::add)
                .onFailure(failure ->
                        counted.forEach(each -> dropped.add(each.recorded().seen())));
    }

    private Future<List<Recorded>> rows(List<Tallies.Counted> counted) {
        Future<List<Recorded>> rows = Future.succeededFuture(new ArrayList<>());
        for (Tallies.Counted each : counted) {
            rows = rows.compose(all -> sealed(each).map(row -> {
                all.add(row);
                return all;
            }));
        }
        return rows;
    }

    /// A text that cannot be sealed now is not kept.
    private Future<Recorded> sealed(Tallies.Counted counted) {
        Recorded row = counted.recorded();
        if (counted.text() == null) {
            return Future.succeededFuture(row);
        }
        return texts.seal(row.tenant(), row.integration(), row.fingerprint(), counted.text())
                .map(row::with)
                .otherwise(row);
    }

    /// Who does not opt in has no texts, from before either.
    private Future<Void> forgetTexts(List<Tallies.Counted> counted) {
        Future<Void> done = Future.succeededFuture();
        for (Tallies.Counted each : counted) {
            IntegrationId id = each.recorded().integration();
            Boolean before = optedIn.put(id, each.optIn());
            if (!each.optIn() && !Boolean.FALSE.equals(before)) {
                done = done.compose(next -> store.forgetTexts(id).onFailure(failure -> optedIn.remove(id)));
            }
        }
        if (optedIn.size() > MOST_INTEGRATIONS) {
            optedIn.clear();
        }
        return done;
    }

    private LocalDate oldestDay() {
        return LocalDate.ofInstant(clock.instant().minus(config.keepFor()), ZoneOffset.UTC);
    }

    StatementStore store() {
        return store;
    }

    StatementTexts texts() {
        return texts;
    }

    /// Statements that were judged and not recorded.
    public long dropped() {
        return dropped.sum();
    }
}
