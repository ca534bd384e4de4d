package dev.sallyport.bench.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a run was to reach, and whether it did.
final class Goals {

    private final List<String> lines = new ArrayList<>();
    private boolean reached = true;

    void atLeast(String what, double goal, double measured) {
        add(what, "≥ " + text(goal), measured, measured >= goal);
    }

    void atMost(String what, double goal, double measured) {
        add(what, "≤ " + text(goal), measured, measured <= goal);
    }

    private void add(String what, String goal, double measured, boolean holds) {
        reached &= holds;
        lines.add(String.format(
                Locale.ROOT, "%-66s %10s %10s  %s", what, goal, text(measured), holds ? "reached" : "NOT REACHED"));
    }

    /// Prints them; whether all were reached.
    boolean report() {
        System.out.println();
        System.out.printf("%-66s %10s %10s%n", "goal", "", "measured");
        lines.forEach(System.out::println);
        return reached;
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
