package dev.sallyport.guard.report;

import dev.sallyport.guard.Evaluation;
import dev.sallyport.guard.rules.Decision;
import dev.sallyport.guard.rules.Hit;
import java.util.List;
import java.util.Locale;

/// One line a hit, as compilers write them, and a line of counts.
final class TextReport {

    private TextReport() {}

    static String write(List<Reviewed> reviewed) {
        var out = new StringBuilder();
        int[] counts = new int[Decision.values().length];
        for (Reviewed text : reviewed) {
            for (Evaluation.Statement statement : text.evaluation().statements()) {
                counts[statement.verdict().decision().ordinal()]++;
                statement.verdict().hits().forEach(hit -> hit(out, text.name(), hit));
            }
        }
        out.append("%d statements: %d allowed, %d need approval, %d blocked%n"
                .formatted(
                        counts[0] + counts[1] + counts[2],
                        counts[Decision.ALLOWED.ordinal()],
                        counts[Decision.NEEDS_APPROVAL.ordinal()],
                        counts[Decision.BLOCKED.ordinal()]));
        return out.toString();
    }

    private static void hit(StringBuilder out, String name, Hit hit) {
        out.append("%s:%d:%d: %s %s (%s): %s%n    %s See %s%n"
                .formatted(
                        Plain.of(name),
                        hit.line(),
                        hit.column(),
                        hit.decision().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        hit.code(),
                        hit.severity().label(),
                        Plain.of(hit.message()),
                        Plain.of(hit.suggestion()),
                        hit.rule().anchor()));
    }
}
