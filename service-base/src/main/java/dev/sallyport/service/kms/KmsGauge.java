package dev.sallyport.service.kms;

import dev.sallyport.crypto.kms.KmsFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Remembers how the last call to the KMS went, for health and metrics, and lets calls fail at once for a second
/// after an outage was seen, so that waiting callers do not pile up behind timeouts. Thread safe.
public final class KmsGauge {
    private static final long OPEN_MILLIS = 1_000;

    private final Clock clock;
    private final AtomicReference<Optional<Instant>> downSince = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Instant> lastFailure = new AtomicReference<>(Instant.EPOCH);

    public KmsGauge(Clock clock) {
        this.clock = clock;
    }

    /// Runs `call` and remembers its outcome. Throws [KmsFailure] at once while an outage is fresh.
    public <T> T watch(Supplier<T> call) {
        if (downSince.get().isPresent()
                && clock.instant().isBefore(lastFailure.get().plusMillis(OPEN_MILLIS))) {
            throw new KmsFailure(KmsFailure.Kind.UNAVAILABLE, "kms was unreachable a moment ago");
        }
        try {
            var result = call.get();
            downSince.set(Optional.empty());
            return result;
        } catch (KmsFailure e) {
            note(e);
            throw e;
        }
    }

    /// Since when the KMS has not answered; empty while it does.
    public Optional<Instant> downSince() {
        return downSince.get();
    }

    private void note(KmsFailure failure) {
        if (failure.kind() == KmsFailure.Kind.UNAVAILABLE) {
            var now = clock.instant();
            lastFailure.set(now);
            downSince.updateAndGet(since -> since.or(() -> Optional.of(now)));
        } else {
            downSince.set(Optional.empty());
        }
    }
}
