package dev.sallyport.vault.metering;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// How long calls and their stages take: `sallyport_vault_stage_seconds{stage}` with buckets and
/// `sallyport_vault_call_seconds{operation, outcome}`, where the outcome is `ok` or a problem's code. Thread safe.
@ApplicationScoped
public class Stages {
    private final MeterRegistry registry;
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Map<String, Timer> calls = new ConcurrentHashMap<>();

    Stages(MeterRegistry registry) {
        this.registry = registry;
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    Timer.builder("sallyport.vault.stage")
                            .tag("stage", stage.label())
                            .publishPercentileHistogram()
                            .register(registry));
        }
    }

    /// Times `work` from its subscription to its end, however it ends.
    public <T> Uni<T> timed(Stage stage, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            long begun = System.nanoTime();
            return work.get().onTermination().invoke(() -> took(stage, begun));
        });
    }

    /// A stage that began at `begunNanos` of [System#nanoTime()] is over.
    public void took(Stage stage, long begunNanos) {
        timer(stage).record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS);
    }

    /// A whole call is over.
    ///
    /// @param operation as in the audit log
    public void call(String operation, String outcome, long begunNanos) {
        calls.computeIfAbsent(
                        operation + ' ' + outcome,
                        _ -> registry.timer("sallyport.vault.call", "operation", operation, "outcome", outcome))
                .record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Stage stage) {
        return java.util.Objects.requireNonNull(stages.get(stage), "every stage has a timer");
    }
}
