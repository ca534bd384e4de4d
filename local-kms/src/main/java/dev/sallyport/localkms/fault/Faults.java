package dev.sallyport.localkms.fault;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// The switch for faults of one server. Starts with none. Thread-safe.
public final class Faults {

    /// @param operations the actions that are hit, for example `Decrypt`; empty hits all
    /// @param left how many requests are still hit; negative hits until [#clear()]
    private record Plan(Fault fault, Set<String> operations, int left) {

        boolean hits(String operation) {
            return left != 0 && (operations.isEmpty() || operations.contains(operation));
        }

        Plan after() {
            return left > 0 ? new Plan(fault, operations, left - 1) : this;
        }
    }

    private static final Plan NONE = new Plan(new Fault.Throttle(), Set.of(), 0);

    private final AtomicReference<Plan> plan = new AtomicReference<>(NONE);

    /// Hits every request of these actions (all, where none is named) until [#clear()].
    public void always(Fault fault, String... operations) {
        plan.set(new Plan(fault, Set.of(operations), -1));
    }

    /// Hits the next requests of these actions (all, where none is named), then none.
    public void next(int requests, Fault fault, String... operations) {
        plan.set(new Plan(fault, Set.of(operations), Math.max(requests, 0)));
    }

    public void clear() {
        plan.set(NONE);
    }

    /// The fault for one request; counts it.
    public Optional<Fault> strike(String operation) {
        var before = plan.getAndUpdate(now -> now.hits(operation) ? now.after() : now);
        return before.hits(operation) ? Optional.of(before.fault()) : Optional.empty();
    }
}
