package dev.sallyport.service.caller;

import dev.sallyport.service.problem.ProblemCode;
import dev.sallyport.service.problem.ProblemException;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Token buckets by name, bounded: full ones are forgotten, and when that is not enough newcomers share one.
public final class Buckets {
    private static final long SWEEP_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Bandwidth bandwidth;
    private final int maxTracked;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket shared;
    private final AtomicLong lastSweep = new AtomicLong(System.nanoTime());

    /// At most `maxTracked` names are counted apart.
    Buckets(Bandwidth bandwidth, int maxTracked) {
        this.bandwidth = bandwidth;
        this.maxTracked = maxTracked;
        this.shared = newBucket();
    }

    /// `perMinute` tokens per name and minute, for what is counted in failures.
    public static Buckets perMinute(long perMinute, int maxTracked) {
        return new Buckets(
                Bandwidth.builder()
                        .capacity(perMinute)
                        .refillGreedy(perMinute, Duration.ofMinutes(1))
                        .build(),
                maxTracked);
    }

    /// The refusal that the next [#take] would give, without taking.
    public Optional<ProblemException> refusal(String name) {
        var bucket = buckets.get(name);
        return bucket == null || bucket.getAvailableTokens() > 0 ? Optional.empty() : Optional.of(refused(bucket));
    }

    /// Takes one token; the refusal with the time to wait where there is none.
    public Optional<ProblemException> take(String name) {
        var bucket = of(name);
        if (bucket.tryConsume(1)) {
            return Optional.empty();
        }
        return Optional.of(refused(bucket));
    }

    private ProblemException refused(Bucket bucket) {
        var wait = Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
        return new ProblemException(
                        ProblemCode.RATE_LIMITED, "Too many calls; wait before the next one.", "rate limited")
                .with("limit", bandwidth.getCapacity())
                .with("remaining", 0L)
                .retryAfter(wait);
    }

    private Bucket of(String name) {
        var known = buckets.get(name);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= maxTracked) {
            sweep();
        }
        return buckets.size() >= maxTracked ? shared : buckets.computeIfAbsent(name, _ -> newBucket());
    }

    private void sweep() {
        long now = System.nanoTime();
        long last = lastSweep.get();
        if (now - last > SWEEP_EVERY_NANOS && lastSweep.compareAndSet(last, now)) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= bandwidth.getCapacity());
        }
    }

    private Bucket newBucket() {
        return Bucket.builder().addLimit(bandwidth).build();
    }

    int tracked() {
        return buckets.size();
    }
}
