package dev.sallyport.crypto.pq;

import java.time.Duration;
import java.util.Map;

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
