package dev.sallyport.quickstart.process;

import java.util.List;

/// How a child is ended: which signals, in which order, and how long it may take after each.
public enum Kind {
    /// Ends by itself after TERM, having drained what it was doing.
    SERVICE(List.of("TERM", "KILL")),

    /// A postmaster: INT is PostgreSQL's fast shutdown, QUIT its immediate one.
    POSTGRES(List.of("INT", "QUIT", "KILL"));

    private final List<String> signals;

    Kind(List<String> signals) {
        this.signals = signals;
    }

    List<String> signals() {
        return signals;
    }
}
