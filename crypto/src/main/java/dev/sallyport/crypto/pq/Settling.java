package dev.sallyport.crypto.pq;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Repeats the measurement until the just-in-time compiler has nothing more to give: five rounds, the last two of which agree. */
final class Settling {
    private static final Duration ROUND = Duration.ofMillis(600);
    private static final int LEAST_ROUNDS = 5;
    private static final double AGREEMENT = 0.9;

    private final Switchboard board;

    Settling(Switchboard board) {
        this.board = board;
    }

    BackendReport run(Duration limit) {
        if (board.isPinned() || board.backends().size() == 1) {
            return board.report();
        }
        long end = System.nanoTime() + limit.toNanos();
        Map<PqOperation, Map<String, Long>> last = Map.of();
        for (int round = 1; System.nanoTime() < end; round++) {
            Map<PqOperation, Map<String, Long>> figures = new Calibration(ROUND).run(board.backends());
            boolean settled = round >= LEAST_ROUNDS && agree(last, figures);
            last = figures;
            if (settled) {
                break;
            }
        }
        return last.isEmpty() ? board.report() : board.choose(last);
    }

    /** A change of the choice needs a second measurement: calls that others delayed must not make it. */
    BackendReport again(Duration budget) {
        if (board.isPinned() || board.backends().size() == 1) {
            return board.report();
        }
        return again(() -> new Calibration(budget).run(board.backends()));
    }

    BackendReport again(Supplier<Map<PqOperation, Map<String, Long>>> measurement) {
        Map<PqOperation, Map<String, Long>> figures = measurement.get();
        return board.choose(isChosen(figures) ? figures : least(figures, measurement.get()));
    }

    private boolean isChosen(Map<PqOperation, Map<String, Long>> figures) {
        BackendReport present = board.report();
        return figures.entrySet().stream().allMatch(operation -> {
            long chosen = operation.getValue().getOrDefault(present.backendFor(operation.getKey()), Long.MAX_VALUE);
            return operation.getValue().values().stream().allMatch(nanos -> chosen <= nanos);
        });
    }

    private static Map<PqOperation, Map<String, Long>> least(
            Map<PqOperation, Map<String, Long>> one, Map<PqOperation, Map<String, Long>> other) {
        Map<PqOperation, Map<String, Long>> least = new EnumMap<>(PqOperation.class);
        one.forEach((operation, figures) -> {
            Map<String, Long> both = new TreeMap<>(figures);
            other.getOrDefault(operation, Map.of()).forEach((name, nanos) -> both.merge(name, nanos, Math::min));
            least.put(operation, both);
        });
        return least;
    }

    /** No figure fell by more than a tenth. */
    private static boolean agree(
            Map<PqOperation, Map<String, Long>> last, Map<PqOperation, Map<String, Long>> figures) {
        return !last.isEmpty()
                && figures.entrySet().stream()
                        .allMatch(operation -> operation.getValue().entrySet().stream()
                                .allMatch(figure -> figure.getValue()
                                        >= AGREEMENT
                                                * last.getOrDefault(operation.getKey(), Map.of())
                                                        .getOrDefault(figure.getKey(), 0L)));
    }
}
