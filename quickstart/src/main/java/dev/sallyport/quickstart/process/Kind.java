package dev.sallyport.quickstart.process;

import java.time.Duration;
import java.util.List;

/// How a child is ended: which signals, in which order, and how long it may take after each.
public enum Kind {
    /// Ends by itself after TERM, having drained what it was doing.
    SERVICE(List.of("TERM", "KILL"), Duration.ofSeconds(10)),

    /// A service that writes down at its end what a later start begins with.
    TRAINEE(List.of("TERM", "KILL"), Duration.ofMinutes(2)),

    /// A postmaster: INT is PostgreSQL's fast shutdown, QUIT its immediate one.
    POSTGRES(List.of("INT", "QUIT", "KILL"), Duration.ofSeconds(10));

    private final List<String> signals;
    private final Duration patience;

    Kind(List<String> signals, Duration patience) {
        this.signals = signals;
        this.patience = patience;
    }

    List<String> signals() {
        return signals;
    }

    /// How long to wait after each signal.
    Duration patience() {
        return patience;
    }

    /// Databases end after everything that uses them.
    boolean isDatabase() {
        return this == POSTGRES;
    }
}
