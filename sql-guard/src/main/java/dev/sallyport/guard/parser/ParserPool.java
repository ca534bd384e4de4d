package dev.sallyport.guard.parser;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Parsers for PostgreSQL's grammar on platform threads with large stacks and a bounded queue.
///
/// Safe for any number of callers. `parse` blocks its caller: not for an event loop, which uses `submit` with what is
/// to be made of the outcome (that runs on the parser's thread, where a further call here does not block). Nothing here
/// throws for what a text holds.
public final class ParserPool implements AutoCloseable {

    /// The grammar, as refusals name it.
    public static final String GRAMMAR = "libpg_query 17";

    /// The exact parser, for cache keys: another value may judge a text differently.
    public static final String VERSION = "libpg_query/npm-17.6.10";

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final TextLimits defaultLimits;
    private final BlockingQueue<ParserTask<?, ?>> queue;
    private final Watchdog watchdog = new Watchdog("sql-parser-watchdog");
    private final AtomicLong replaced = new AtomicLong();
    private final List<ParserThread> threads = new ArrayList<>();
    private volatile boolean closed;

    private ParserPool(ParserSettings settings, PgQueryFactory factory) {
        defaultLimits = settings.limits();
        queue = new ArrayBlockingQueue<>(settings.queuedTexts());
        for (int i = 1; i <= settings.threads(); i++) {
            threads.add(new ParserThread("sql-parser-" + i, factory, queue, watchdog, replaced));
        }
        watchdog.watch(threads);
    }

    /// Starts the threads and makes sure that each can parse.
    ///
    /// @throws IllegalStateException when a parser cannot be made
    public static ParserPool open(ParserSettings settings) {
        var pool = new ParserPool(settings, PgQueryFactory.load());
        pool.watchdog.start();
        pool.threads.forEach(Thread::start);
        pool.tryEveryThread();
        return pool;
    }

    /// Parses under the pool's own limits, blocking.
    public Parsed parse(String sql) {
        return parse(sql, defaultLimits);
    }

    /// Parses under other limits than the pool's, blocking.
    public Parsed parse(String sql, TextLimits limits) {
        return await(submit(sql, limits, parsed -> parsed), limits.deadline(), Parsed.Refused::new);
    }

    /// Parses under the given limits, blocking.
    public Parsed parse(SqlText text, TextLimits limits) {
        return await(submit(text, limits), limits.deadline(), Parsed.Refused::new);
    }

    /// Parses under the pool's own limits.
    public CompletableFuture<Parsed> submit(String sql) {
        return submit(sql, defaultLimits, parsed -> parsed);
    }

    /// Parses under the given limits.
    public CompletableFuture<Parsed> submit(SqlText text, TextLimits limits) {
        return submit(text, limits, parsed -> parsed);
    }

    /// Parses under the pool's own limits; `then` runs on the parser's thread, or at once when no parser is needed to
    /// refuse the text.
    public <R> CompletableFuture<R> submit(String sql, Function<Parsed, R> then) {
        return submit(sql, defaultLimits, then);
    }

    /// Parses under the given limits; `then` runs on the parser's thread, or at once when no parser is needed to refuse
    /// the text.
    public <R> CompletableFuture<R> submit(String sql, TextLimits limits, Function<Parsed, R> then) {
        if (sql.length() > limits.maxBytes()) {
            return refused(Parsed.Reason.TOO_LONG, then);
        }
        return SqlText.of(sql)
                .map(text -> submit(text, limits, then))
                .orElseGet(() -> refused(Parsed.Reason.BAD_TEXT, then));
    }

    private <R> CompletableFuture<R> submit(SqlText text, TextLimits limits, Function<Parsed, R> then) {
        if (text.length() > limits.maxBytes()) {
            return refused(Parsed.Reason.TOO_LONG, then);
        }
        return enqueue(parser -> parser.parsed(text), Parsed.Refused::new, then, limits.deadline());
    }

    private static <R> CompletableFuture<R> refused(Parsed.Reason reason, Function<Parsed, R> then) {
        return CompletableFuture.completedFuture(then.apply(new Parsed.Refused(reason)));
    }

    /// libpg_query's fingerprint of a text that was parsed: 16 hex digits, the same for texts that differ only in
    /// constants. Empty for an empty text, and when it could not be had in time.
    public Optional<String> fingerprint(Parsed.Tree tree) {
        return ask(tree, parser -> parser.fingerprint(tree.text()))
                .filter(text -> FINGERPRINT.matcher(text).matches());
    }

    /// The text of a parsed statement with its constants replaced by `$n`. Empty for an empty text, and when it
    /// could not be had in time.
    public Optional<String> normalize(Parsed.Tree tree) {
        return ask(tree, parser -> parser.normalize(tree.text()));
    }

    /// Instances thrown away since the pool was opened: after faults, and because they had grown.
    public long replacedParsers() {
        return replaced.get();
    }

    /// Texts that wait.
    public int queuedTexts() {
        return queue.size();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(ParserThread::shutDown);
        watchdog.shutDown();
        refuseQueued();
    }

    /// The module takes an empty text for a mistake of its caller.
    private Optional<String> ask(Parsed.Tree tree, Function<PgQuery, String> question) {
        if (tree.text().length() == 0) {
            return Optional.empty();
        }
        Duration deadline = TextLimits.ofFile().deadline();
        Function<PgQuery, Optional<String>> work = parser -> Optional.of(question.apply(parser));
        CompletableFuture<Optional<String>> answer = enqueue(work, _ -> Optional.empty(), found -> found, deadline);
        return await(answer, deadline, _ -> Optional.empty());
    }

    private <T, R> CompletableFuture<R> enqueue(
            Function<PgQuery, T> work, Function<Parsed.Reason, T> refused, Function<T, R> then, Duration deadline) {
        var task = new ParserTask<>(work, refused, then, System.nanoTime() + deadline.toNanos());
        if (closed) {
            task.refuse(Parsed.Reason.POOL_DEAD);
        } else if (Thread.currentThread() instanceof ParserThread own && threads.contains(own)) {
            own.perform(task);
        } else if (!queue.offer(task)) {
            task.refuse(Parsed.Reason.POOL_BUSY);
        } else if (closed) {
            refuseQueued();
        }
        return task.result();
    }

    private void refuseQueued() {
        var waiting = new ArrayList<ParserTask<?, ?>>();
        queue.drainTo(waiting);
        waiting.forEach(task -> task.refuse(Parsed.Reason.POOL_DEAD));
    }

    private static <T> T await(CompletableFuture<T> outcome, Duration deadline, Function<Parsed.Reason, T> refused) {
        try {
            return outcome.get(deadline.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused.apply(Parsed.Reason.DEADLINE);
        } catch (TimeoutException e) {
            return refused.apply(Parsed.Reason.DEADLINE);
        } catch (ExecutionException e) {
            return refused.apply(Parsed.Reason.FAULT);
        }
    }

    private void tryEveryThread() {
        for (ParserThread thread : threads) {
            if (!(await(thread.trial(), ParserThread.BIRTH, Parsed.Refused::new) instanceof Parsed.Tree)) {
                close();
                throw new IllegalStateException("the SQL parser does not start", thread.lastFault());
            }
        }
    }
}
