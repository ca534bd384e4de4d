package dev.sallyport.guard;

import dev.sallyport.guard.cache.VerdictCache;
import dev.sallyport.guard.cache.VerdictKey;
import dev.sallyport.guard.parser.Parsed;
import dev.sallyport.guard.parser.ParserPool;
import dev.sallyport.guard.parser.ParserSettings;
import dev.sallyport.guard.parser.SqlText;
import dev.sallyport.guard.parser.TextLimits;
import dev.sallyport.guard.policy.Policy;
import dev.sallyport.guard.rules.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Says what a statement would do and whether a policy lets it.
///
/// Safe for any number of callers. Nothing that a text holds makes a method here throw: whatever is not understood is
/// blocked. [#judge] blocks its caller while the text is parsed; on an event loop ask [#known] first and then
/// [#submit].
public final class SqlGuard implements AutoCloseable {

    private final ParserPool parsers;
    private final VerdictCache<Verdict> cache;

    private SqlGuard(ParserPool parsers, VerdictCache<Verdict> cache) {
        this.parsers = parsers;
        this.cache = cache;
    }

    /// Starts the parsers.
    ///
    /// @param cachedCharacters how much statement text the verdict cache stands for, at most
    public static SqlGuard open(ParserSettings settings, long cachedCharacters) {
        return new SqlGuard(ParserPool.open(settings), new VerdictCache<>(cachedCharacters));
    }

    /// The verdict that is already known, or empty: never blocks, does not parse.
    public Optional<Verdict> known(String sql, Purpose purpose, Policy policy) {
        return Optional.ofNullable(cache.get(VerdictKey.of(sql, purpose, policy)));
    }

    /// Judges one statement, from the cache where it can.
    public Verdict judge(String sql, Purpose purpose, Policy policy) {
        VerdictKey key = VerdictKey.of(sql, purpose, policy);
        Verdict known = cache.get(key);
        if (known != null) {
            return known;
        }
        return keep(key, sql, Judge.single(sql, parsers.parse(sql), purpose, policy));
    }

    /// Judges one statement without blocking; the stage completes on a parser thread.
    public CompletableFuture<Verdict> submit(String sql, Purpose purpose, Policy policy) {
        VerdictKey key = VerdictKey.of(sql, purpose, policy);
        Verdict known = cache.get(key);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return parsers.submit(sql, parsed -> keep(key, sql, Judge.single(sql, parsed, purpose, policy)));
    }

    /// Reviews a text of any number of statements, e.g. a migration file of at most 1 MiB. Blocks its caller.
    public Evaluation evaluate(String sql, Policy policy) {
        return SqlText.of(sql)
                .map(text -> Judge.text(sql, parsers.parse(text, TextLimits.ofFile()), policy))
                .orElseGet(() -> Judge.text(sql, new Parsed.Refused(Parsed.Reason.BAD_TEXT), policy));
    }

    /// Reviews a text as it came from a file or a request: what is not UTF-8 is blocked. Blocks its caller.
    public Evaluation evaluate(byte[] utf8, Policy policy) {
        return SqlText.of(utf8)
                .map(text -> Judge.text(text.toString(), parsers.parse(text, TextLimits.ofFile()), policy))
                .orElseGet(() -> Judge.text("", new Parsed.Refused(Parsed.Reason.BAD_TEXT), policy));
    }

    private Verdict keep(VerdictKey key, String sql, Judge.Outcome outcome) {
        if (outcome.lasting()) {
            cache.put(key, outcome.verdict(), sql.length());
        }
        return outcome.verdict();
    }

    /// Verdicts that were answered from the cache, and that were not, since the guard was opened.
    public List<Long> cacheHitsAndMisses() {
        return List.of(cache.hits(), cache.misses());
    }

    /// The parsers, for health and metrics.
    public ParserPool parsers() {
        return parsers;
    }

    @Override
    public void close() {
        parsers.close();
    }
}
