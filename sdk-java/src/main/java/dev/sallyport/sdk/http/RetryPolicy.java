package dev.sallyport.sdk.http;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When and how often a call is tried again: exponential backoff, full jitter, and never before the time that the service
 * asked for.
 *
 * @param maxAttempts at least 1, the first one included
 * @param firstDelay upper bound of the first wait; every further one doubles
 * @param maxDelay upper bound of any wait
 */
public record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay) {

    /** 4 attempts, waits of at most 100 ms, 200 ms and 400 ms, or as the service asks. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofSeconds(5));

    private static final Set<Integer> WORTH_ANOTHER_ATTEMPT = Set.of(429, 502, 503, 504);

    /** Refuses what could not end. */
    public RetryPolicy {
        if (maxAttempts < 1 || maxAttempts > 20) {
            throw new IllegalArgumentException("maxAttempts must be 1 to 20");
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("delays must not be negative, and the longest not below the first");
        }
    }

    /** One attempt. */
    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
    }

    /** Whether a later attempt may fare better. */
    public static boolean isTransient(int status) {
        return WORTH_ANOTHER_ATTEMPT.contains(status);
    }

    /** How long to wait after the failed attempt {@code attempt} (1 for the first). */
    Duration delay(int attempt, Optional<Duration> askedFor, RandomGenerator random) {
        int doublings = Math.min(attempt - 1, 20);
        long bound = Math.min(maxDelay.toMillis(), firstDelay.toMillis() << doublings);
        Duration jittered = Duration.ofMillis(bound <= 0 ? 0 : random.nextLong(bound + 1));
        return askedFor.filter(asked -> asked.compareTo(jittered) > 0).orElse(jittered);
    }
}
