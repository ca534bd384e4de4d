package dev.sallyport.guard.facts;

import java.util.Locale;

/// How far the effect of a statement may reach; later constants reach further.
public enum Risk {
    READ,
    WRITE,
    /// Changes all rows of a table.
    WRITE_WIDE,
    DDL_SAFE,
    /// A schema change that locks, rewrites or loses data.
    DDL_RISKY,
    ADMIN,
    /// Never let through: files, programs, hidden code, text that was not understood.
    FORBIDDEN;

    /// As written in reports, e.g. `write-wide`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Risk orFurther(Risk other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
