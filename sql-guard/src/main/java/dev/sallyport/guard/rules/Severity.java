package dev.sallyport.guard.rules;

import java.util.Locale;

/// How bad a hit is; later constants are worse.
public enum Severity {
    /// Advice.
    INFO,
    /// May hurt: locks, slow reads, surprises.
    WARNING,
    /// Breaks what the operation promised, or destroys data.
    ERROR,
    /// An attack, or something that only an administrator does.
    CRITICAL;

    /// As written in reports: lower case.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
