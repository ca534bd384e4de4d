package dev.sallyport.service.caller;

import dev.sallyport.crypto.id.ApiKeyId;
import dev.sallyport.crypto.id.TenantId;
import dev.sallyport.service.address.IpAddress;
import dev.sallyport.service.problem.ProblemException;
import io.github.bucket4j.Bandwidth;
import java.time.Duration;
import java.util.Optional;

/// The limits of one replica: by key or person, by tenant, by address, and for refused attempts by address. Thread
/// safe.
public final class RateLimits {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long LOOKUPS_PER_SECOND = 10;
    private static final long LOOKUPS_AT_ONCE = 20;

    private final Buckets callers;
    private final Buckets tenants;
    private final Buckets addresses;
    private final Buckets failures;
    private final Buckets lookups;
    private final AdmittedKeys admitted;

    public RateLimits(RateConfig config) {
        callers = new Buckets(bandwidth(config.keyBurst(), config.keyPerSecond(), SECOND), config.maxTracked());
        tenants = new Buckets(bandwidth(config.tenantBurst(), config.tenantPerSecond(), SECOND), config.maxTracked());
        addresses =
                new Buckets(bandwidth(config.addressBurst(), config.addressPerSecond(), SECOND), config.maxTracked());
        failures = new Buckets(
                bandwidth(config.failuresPerMinute(), config.failuresPerMinute(), MINUTE), config.maxTracked());
        lookups = new Buckets(bandwidth(LOOKUPS_AT_ONCE, LOOKUPS_PER_SECOND, SECOND), config.maxTracked());
        admitted = new AdmittedKeys(config.maxTracked());
    }

    /// The refusal of a key that was never admitted here, from an address whose refused attempts are spent, once the
    /// few lookups are spent that such an address still has.
    Optional<ProblemException> takeForLookup(ApiKeyId key, IpAddress remote) {
        var place = network(remote);
        return admitted.contains(key)
                ? Optional.empty()
                : failures.refusal(place).flatMap(_ -> lookups.take(place));
    }

    void admitted(ApiKeyId key) {
        admitted.add(key);
    }

    /// Counts a call from an address; the refusal where it is one too many.
    Optional<ProblemException> takeForAddress(IpAddress remote) {
        return addresses.take(network(remote));
    }

    /// Counts a refused attempt; the refusal where it is one too many.
    Optional<ProblemException> takeForFailure(IpAddress remote) {
        return failures.take(network(remote));
    }

    /// Counts a call of an admitted caller; throws where it is one too many.
    void takeForCaller(Optional<TenantId> tenant, String caller) {
        var refusal = callers.take(caller).or(() -> tenant.flatMap(id -> tenants.take(id.value())));
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /// One customer's IPv6 network is a /64, so counting single addresses would count nobody.
    private static String network(IpAddress address) {
        return address.network();
    }

    private static Bandwidth bandwidth(long burst, long perPeriod, Duration period) {
        return Bandwidth.builder()
                .capacity(Math.max(burst, perPeriod))
                .refillGreedy(perPeriod, period)
                .build();
    }
}
