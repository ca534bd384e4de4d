package dev.sallyport.crypto.pq;

import dev.sallyport.crypto.pq.BackendReport.Choice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;

/**
 * Which candidate does which operation now. Keys hold a prepared form per candidate and ask here at every call, so a
 * later measurement reaches keys that exist already. Thread safe.
 */
final class Switchboard {
    private final Candidates candidates;
    private final boolean pinned;
    private final AtomicIntegerArray chosen = new AtomicIntegerArray(PqOperation.values().length);
    private volatile BackendReport report;

    private Switchboard(Candidates candidates, boolean pinned) {
        this.candidates = candidates;
        this.pinned = pinned;
        this.report = reportOf(Map.of());
    }

    /** All candidates; until the first figures, the baseline does everything. */
    static Switchboard open(Candidates candidates) {
        return new Switchboard(candidates, false);
    }

    /** One backend for everything, whatever is measured. */
    static Switchboard pinned(Candidates candidates, String backend) {
        return new Switchboard(new Candidates(List.of(candidates.named(backend)), candidates.disabled()), true);
    }

    boolean isPinned() {
        return pinned;
    }

    List<PqBackend> backends() {
        return candidates.healthy();
    }

    /** Gives every operation to the last candidate that was offered, which is the baseline where none was. */
    synchronized void preferOffered() {
        for (PqOperation operation : PqOperation.values()) {
            chosen.set(operation.ordinal(), backends().size() - 1);
        }
        report = reportOf(Map.of());
    }

    /** Gives every operation to the candidate with the smallest figure. */
    synchronized BackendReport choose(Map<PqOperation, Map<String, Long>> figures) {
        figures.forEach((operation, nanos) -> {
            int fastest = 0;
            for (int i = 1; i < backends().size(); i++) {
                if (nanos(nanos, i) < nanos(nanos, fastest)) {
                    fastest = i;
                }
            }
            chosen.set(operation.ordinal(), fastest);
        });
        report = reportOf(figures);
        return report;
    }

    BackendReport report() {
        return report;
    }

    /** The backend for an operation that is done once per key. */
    PqBackend backend(PqOperation operation) {
        return backends().get(chosen.get(operation.ordinal()));
    }

    /** A prepared form per candidate. */
    <T> List<T> prepare(Function<PqBackend, T> preparation) {
        return backends().stream().map(preparation).toList();
    }

    /** The prepared form whose turn it is. */
    <T> T pick(PqOperation operation, List<T> prepared) {
        return prepared.get(chosen.get(operation.ordinal()));
    }

    private long nanos(Map<String, Long> figures, int candidate) {
        return figures.getOrDefault(backends().get(candidate).name(), Long.MAX_VALUE);
    }

    private BackendReport reportOf(Map<PqOperation, Map<String, Long>> figures) {
        Map<PqOperation, Choice> choices = new EnumMap<>(PqOperation.class);
        for (PqOperation operation : PqOperation.values()) {
            choices.put(operation, new Choice(backend(operation).name(), figures.getOrDefault(operation, Map.of())));
        }
        return new BackendReport(choices, candidates.disabled(), pinned);
    }
}
