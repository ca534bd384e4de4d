package dev.sallyport.proxy.guard;

import dev.sallyport.guard.SqlGuard;
import dev.sallyport.guard.Verdict;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.TextLimits;
import dev.sallyport.guard.policy.Mode;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import dev.sallyport.proxy.grant.Grant;
import dev.sallyport.proxy.operation.Operation;
import dev.sallyport.proxy.operation.SqlStatement;
import dev.sallyport.service.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Judges the statements of calls under their integrations' policies. Known verdicts are told at once on the event
/// loop; others come from a parser thread. Thread safe.
public final class StatementGuard implements AutoCloseable {

    private static final int QUEUED_TEXTS = 1_024;
    private static final int WARM_TEXTS = 300;
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final SqlGuard guard;
    private final GrantPolicies policies = new GrantPolicies();
    private final LongAdder stopped = new LongAdder();
    private final LongAdder observed = new LongAdder();

    public StatementGuard(Vertx vertx, GuardConfig config) {
        this.vertx = vertx;
        int threads = config.parserThreads().orElse(Runtime.getRuntime().availableProcessors());
        guard = SqlGuard.open(
                new ParserSettings(threads, QUEUED_TEXTS, TextLimits.ofStatement()), config.cachedCharacters());
    }

    /// The ruling on an operation.
    ///
    /// Fails with `policy_invalid` when the integration's policy does not compile.
    public Future<Ruling> judge(Operation operation, Grant.Integration grant) {
        Policy policy;
        try {
            policy = policies.of(grant);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        List<String> texts = texts(operation);
        Purpose purpose = purpose(operation);
        return verdicts(texts, purpose, policy).map(verdicts -> new Ruling(verdicts, policy, purpose, texts));
    }

    /// A problem when the ruling stops the call.
    public static Future<Ruling> enforce(Ruling ruling) {
        return ruling.stops() ? Future.failedFuture(Refusals.of(ruling)) : Future.succeededFuture(ruling);
    }

    /// Reviews a text under every rule's default.
    public Future<PolicyReview> evaluate(byte[] utf8) {
        return review(utf8, () -> Policy.STANDARD);
    }

    /// Reviews a text under an integration's policy without any database; not on the event loop.
    public Future<PolicyReview> evaluate(byte[] utf8, Grant.Integration grant) {
        return review(utf8, () -> policies.of(grant));
    }

    private Future<PolicyReview> review(byte[] utf8, Supplier<Policy> under) {
        return vertx.executeBlocking(
                        () -> {
                            Policy policy = under.get();
                            return new PolicyReview(guard.evaluate(utf8, policy), policy);
                        },
                        false)
                .map(Objects::requireNonNull);
    }

    /// The verdict on a statement's text; not on the event loop.
    public Verdict judge(String text, Purpose purpose, Policy policy) {
        return guard.judge(text, purpose, policy);
    }

    /// Whether statements of the integration are observed and not stopped.
    public boolean observes(Grant.Integration grant) {
        try {
            return policies.of(grant).mode() == Mode.OBSERVE;
        } catch (ProblemException e) {
            return false;
        }
    }

    /// Judges a few texts until the parsers are warm, so that no caller's statement meets a cold one; never fails.
    public Future<Void> warm() {
        return vertx.executeBlocking(
                        () -> {
                            long end = System.nanoTime() + WARM_UP.toNanos();
                            for (int i = 0; i < WARM_TEXTS && System.nanoTime() < end; i++) {
                                guard.judge(
                                        "SELECT a, count(*) FROM t WHERE b = $1 AND c < " + i + " GROUP BY a",
                                        Purpose.QUERY,
                                        Policy.STANDARD);
                            }
                            return Boolean.TRUE;
                        },
                        false)
                .transform(done -> Future.<Void>succeededFuture());
    }

    /// Counts a call by its first ruling.
    public void count(Ruling ruling) {
        if (ruling.stops()) {
            stopped.increment();
        } else if (ruling.wouldStop()) {
            observed.increment();
        }
    }

    private Future<List<Verdict>> verdicts(List<String> texts, Purpose purpose, Policy policy) {
        var known = new ArrayList<Verdict>(texts.size());
        for (String text : texts) {
            Optional<Verdict> verdict = guard.known(text, purpose, policy);
            if (verdict.isEmpty()) {
                return asked(texts, purpose, policy);
            }
            known.add(verdict.get());
        }
        return Future.succeededFuture(known);
    }

    private Future<List<Verdict>> asked(List<String> texts, Purpose purpose, Policy policy) {
        List<Future<Verdict>> asked = texts.stream()
                .map(text ->
                        Future.fromCompletionStage(guard.submit(text, purpose, policy), vertx.getOrCreateContext()))
                .toList();
        return Future.all(asked).map(all -> asked.stream().map(Future::result).toList());
    }

    private static Purpose purpose(Operation operation) {
        return switch (operation) {
            case Operation.Query _ -> Purpose.QUERY;
            case Operation.Execute _, Operation.TokenizeAndInsert _ -> Purpose.EXECUTE;
            case Operation.Transaction _ -> Purpose.TRANSACTION;
        };
    }

    private static List<String> texts(Operation operation) {
        return switch (operation) {
            case Operation.Query query -> List.of(query.statement().sql());
            case Operation.Execute execute -> List.of(execute.statement().sql());
            case Operation.Transaction transaction ->
                transaction.statements().stream().map(SqlStatement::sql).toList();
            case Operation.TokenizeAndInsert insert -> InsertText.of(insert);
        };
    }

    /// Calls that were stopped.
    public long stopped() {
        return stopped.sum();
    }

    /// Calls that a policy in observe mode let pass and would have stopped.
    public long observed() {
        return observed.sum();
    }

    /// Verdicts from the cache, and verdicts that had to be made.
    public List<Long> cacheHitsAndMisses() {
        return guard.cacheHitsAndMisses();
    }

    @Override
    public void close() {
        guard.close();
    }
}
